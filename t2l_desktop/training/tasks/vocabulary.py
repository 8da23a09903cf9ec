"""Words that the inputs of the tasks are made of."""

from __future__ import annotations

NOUNS = tuple(
    """
    apple anchor arrow axe bag ball banana basket bath beach bean bear bed bee bell belt bench bike bird blanket boat
    book boot bottle bowl box bread brick bridge broom brush bucket bus button cabin cake camel camera candle candy
    canoe card carpet carrot castle cat chain chair cheese cherry clock cloud coat coin comb cookie cow crane crown cup
    curtain desk diamond dog doll door dragon drum duck eagle egg engine farm feather fence field finger fire fish flag
    flower fork forest fox frog garden garlic gate ghost giraffe glass glove goat gold grape guitar hammer hat hill
    honey horse hotel house island jacket jar jewel jungle kettle key king kitchen kite ladder lake lamp leaf lemon
    letter lion lizard lock magnet map market mirror monkey moon mountain mouse nail napkin needle nest net notebook
    ocean onion orange oven owl paint palace pan panda paper parrot pasta path pear pencil penguin piano pillow pilot
    pizza planet plant plate pocket pond potato prince pumpkin puppet purse queen rabbit radio rain ribbon ring river
    road robot rock roof rope rose ruler salad sand scarf school seed shadow shark sheep shelf shell ship shirt shoe
    shovel singer snail snake soap sock sofa soup spider spoon spring star station stone storm street sugar sun swan
    sweater table tail tent tiger toast tomato tower town toy train tree truck trumpet tulip tunnel turtle umbrella
    valley vase violin wagon wall watch water whale wheel whistle window wing winter wolf zebra
    """.split()
)
ADJECTIVES = tuple(
    """
    angry brave bright broken busy calm cheap clean clever cold cool curious dark deep dirty dry dusty empty fancy fast
    fresh friendly funny gentle golden green happy hard heavy hidden honest hot huge hungry kind large lazy light little
    lonely long loud lucky modern narrow new noisy old pale polite poor proud purple quick quiet rare red rich round
    rusty sad salty shiny short shy silent silver simple sleepy slow small smart smooth soft sour strange strong sweet
    tall thick thin tidy tiny tired warm weak wet white wide wild wise yellow young
    """.split()
)
VERBS_PAST = dict(
    pair.split(":")
    for pair in """
    walk:walked jump:jumped play:played cook:cooked paint:painted clean:cleaned open:opened push:pushed pull:pulled
    wash:washed watch:watched help:helped talk:talked listen:listened laugh:laughed climb:climbed dance:danced
    bake:baked close:closed move:moved love:loved use:used save:saved share:shared smile:smiled carry:carried
    study:studied cry:cried try:tried hurry:hurried stop:stopped plan:planned drop:dropped hug:hugged run:ran eat:ate
    go:went see:saw write:wrote read:read sing:sang swim:swam drive:drove take:took give:gave find:found buy:bought
    bring:brought think:thought make:made speak:spoke break:broke drink:drank sleep:slept teach:taught catch:caught
    sell:sold build:built fly:flew know:knew grow:grew throw:threw wear:wore hold:held keep:kept leave:left lose:lost
    meet:met sit:sat stand:stood win:won begin:began choose:chose fall:fell feel:felt hear:heard ride:rode send:sent
    """.split()
)
FIRST_NAMES = tuple(
    """
    Anna Ben Carla David Emma Felix Grace Henry Irene Jack Karen Leo Maria Nora Oscar Paul Quinn Rosa Simon Tina Ursula
    Victor Wendy Xavier Yara Zoe Alice Bruno Clara Daniel Elena Frank Gina Hugo Isabel Jonas Kate Lucas Mona Nina Oliver
    Peter Ruth Sarah Thomas Vera Walter Adam Bella Colin Diana Eric Fiona George Hannah Ivan Julia Kevin Laura Martin
    """.split()
)
LAST_NAMES = tuple(
    """
    Adams Baker Carter Dixon Evans Foster Garcia Hughes Irwin Jensen Keller Lopez Miller Nelson Olsen Parker Quincy
    Rivera Stone Turner Underwood Vargas Walker Young Zimmer Allen Brown Clark Davis Ellis Fischer Green Harris Ingram
    Jackson King Lewis Morgan Newman Owens Porter Reed Smith Taylor Vance White Bishop Cooper Duncan Fleming Gordon
    Hunter Knight Lambert Marsh Norton Page Russell Shaw Temple
    """.split()
)
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
# country: capital, continent, language, people
COUNTRIES = {
    name: tuple(facts.split("/"))
    for name, facts in (
        line.strip().split(":")
        for line in """
        France:Paris/Europe/French/French
        Germany:Berlin/Europe/German/German
        Italy:Rome/Europe/Italian/Italian
        Spain:Madrid/Europe/Spanish/Spanish
        Portugal:Lisbon/Europe/Portuguese/Portuguese
        Greece:Athens/Europe/Greek/Greek
        Poland:Warsaw/Europe/Polish/Polish
        Sweden:Stockholm/Europe/Swedish/Swedish
        Norway:Oslo/Europe/Norwegian/Norwegian
        Denmark:Copenhagen/Europe/Danish/Danish
        Finland:Helsinki/Europe/Finnish/Finnish
        Hungary:Budapest/Europe/Hungarian/Hungarian
        Russia:Moscow/Europe/Russian/Russian
        Ukraine:Kyiv/Europe/Ukrainian/Ukrainian
        Ireland:Dublin/Europe/English/Irish
        England:London/Europe/English/English
        Japan:Tokyo/Asia/Japanese/Japanese
        China:Beijing/Asia/Chinese/Chinese
        India:Delhi/Asia/Hindi/Indian
        Thailand:Bangkok/Asia/Thai/Thai
        Vietnam:Hanoi/Asia/Vietnamese/Vietnamese
        Turkey:Ankara/Asia/Turkish/Turkish
        Iran:Tehran/Asia/Persian/Iranian
        Iraq:Baghdad/Asia/Arabic/Iraqi
        Egypt:Cairo/Africa/Arabic/Egyptian
        Kenya:Nairobi/Africa/Swahili/Kenyan
        Morocco:Rabat/Africa/Arabic/Moroccan
        Nigeria:Abuja/Africa/English/Nigerian
        Ghana:Accra/Africa/English/Ghanaian
        Canada:Ottawa/America/English/Canadian
        Mexico:Mexico City/America/Spanish/Mexican
        Cuba:Havana/America/Spanish/Cuban
        Peru:Lima/America/Spanish/Peruvian
        Chile:Santiago/America/Spanish/Chilean
        Brazil:Brasilia/America/Portuguese/Brazilian
        Argentina:Buenos Aires/America/Spanish/Argentinian
        Australia:Canberra/Oceania/English/Australian
        Austria:Vienna/Europe/German/Austrian
        """.strip().splitlines()
    )
}
