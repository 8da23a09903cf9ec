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
# those of the verbs that may stand before an object, and those that need none
WITH_OBJECT = frozenset(
    """
    play cook paint clean open push pull wash watch help climb bake close move love use save share carry study try stop
    plan drop hug eat see write read sing drive take find buy bring make break drink teach catch sell build fly know
    grow throw wear hold keep leave lose meet win choose feel hear ride send
    """.split()
)
ALONE = frozenset(
    """
    walk jump play cook paint wash talk listen laugh climb dance bake move smile study cry hurry stop run eat write read
    sing swim drive speak drink sleep fly fall ride sit stand win
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
        India:New Delhi/Asia/Hindi/Indian
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
        Canada:Ottawa/North America/English/Canadian
        Mexico:Mexico City/North America/Spanish/Mexican
        Cuba:Havana/North America/Spanish/Cuban
        Peru:Lima/South America/Spanish/Peruvian
        Chile:Santiago/South America/Spanish/Chilean
        Brazil:Brasilia/South America/Portuguese/Brazilian
        Argentina:Buenos Aires/South America/Spanish/Argentinian
        Australia:Canberra/Oceania/English/Australian
        Austria:Vienna/Europe/German/Austrian
        """.strip().splitlines()
    )
}
OPPOSITES = dict(
    pair.split(":")
    for pair in """
    hot:cold cold:hot big:small small:big happy:sad sad:happy fast:slow slow:fast old:young young:old tall:short
    short:tall up:down down:up open:closed closed:open light:dark dark:light good:bad bad:good hard:soft soft:hard
    rich:poor poor:rich strong:weak weak:strong early:late late:early full:empty empty:full wet:dry dry:wet loud:quiet
    quiet:loud thick:thin thin:thick wide:narrow narrow:wide heavy:light high:low low:high left:right right:left
    clean:dirty dirty:clean new:old near:far far:near day:night night:day black:white white:black yes:no no:yes
    true:false false:true first:last last:first inside:outside outside:inside above:below below:above easy:difficult
    difficult:easy cheap:expensive expensive:cheap safe:dangerous dangerous:safe sweet:sour sour:sweet awake:asleep
    asleep:awake alive:dead dead:alive before:after after:before always:never never:always love:hate hate:love
    summer:winter winter:summer push:pull pull:push buy:sell sell:buy win:lose lose:win begin:end start:stop stop:start
    front:back back:front top:bottom bottom:top north:south south:north east:west west:east
    """.split()
)
# comparative and superlative where they do not simply take -er and -est
COMPARED = {
    "good": ("better", "best"), "bad": ("worse", "worst"), "big": ("bigger", "biggest"), "hot": ("hotter", "hottest"),
    "sad": ("sadder", "saddest"), "wet": ("wetter", "wettest"), "thin": ("thinner", "thinnest"),
    "red": ("redder", "reddest"), "happy": ("happier", "happiest"), "easy": ("easier", "easiest"),
    "dry": ("drier", "driest"), "dirty": ("dirtier", "dirtiest"), "busy": ("busier", "busiest"),
    "funny": ("funnier", "funniest"), "lucky": ("luckier", "luckiest"), "heavy": ("heavier", "heaviest"),
    "wide": ("wider", "widest"), "brave": ("braver", "bravest"), "large": ("larger", "largest"),
    "nice": ("nicer", "nicest"), "late": ("later", "latest"), "safe": ("safer", "safest"),
}  # fmt: skip
COMPARABLE = tuple(
    """
    good bad big hot sad wet thin red happy easy dry dirty busy funny lucky heavy wide brave large nice late safe small
    fast slow old young tall short dark hard soft rich poor strong weak loud quiet thick narrow high low clean new near
    cheap sweet cold warm bright calm clever deep fresh kind long proud quick rough sharp smart smooth sour tight
    """.split()
)
# words that do not sound as their first letter says
AN_BEFORE, A_BEFORE = frozenset({"honest"}), frozenset({"useless"})
IRREGULAR_PLURALS = {
    "sheep": "sheep", "mouse": "mice", "leaf": "leaves", "shelf": "shelves", "wolf": "wolves", "fish": "fish",
    "child": "children", "man": "men", "woman": "women", "foot": "feet", "tooth": "teeth", "goose": "geese",
    "knife": "knives", "person": "people", "scarf": "scarves", "sand": "sand", "rain": "rain", "bread": "bread",
    "roof": "roofs", "radio": "radios", "piano": "pianos", "ox": "oxen", "life": "lives", "wife": "wives",
    "half": "halves", "calf": "calves", "deer": "deer",
}  # fmt: skip
COUNTED = tuple(
    """
    child man woman foot tooth goose knife person sheep mouse leaf shelf wolf fish roof radio piano ox life wife calf
    deer apple arrow bag ball banana basket bean bear bed bee bell bench bike bird box boot bottle bowl bridge brush bus
    button cake camel candle car card carrot cat chain chair cherry city clock cloud coin cookie country cow cup desk
    dish dog door dragon dress duck eagle egg engine feather fence fly fork forest fox frog garden girl glass glove goat
    guitar hammer hat hill horse hotel house island key king kiss kitchen lady lamp lemon letter lion match monkey moon
    mountain nail nest notebook onion orange owl panda party peach pencil photo picture pillow plant plate potato prince
    queen rabbit ring river road robot rose school seed ship shoe snake spider spoon star story street table tiger
    tomato town toy train tree truck turtle umbrella watch wheel window wing
    """.split()
)
KINDS = {
    word: kind
    for kind, words in {
        "animal": "bear bird camel cat cow dog duck eagle fox frog giraffe goat horse lion lizard monkey mouse owl "
        "panda parrot penguin pig rabbit shark sheep snake spider swan tiger turtle whale wolf zebra elephant",
        "food": "apple banana bread butter cake cheese cherry egg garlic grape honey lemon onion pasta pear "
        "pizza potato rice salad soup sugar tomato carrot bean cookie toast",
        "clothing": "boot coat dress glove hat jacket scarf shirt shoe skirt sock sweater trousers cap",
        "vehicle": "bike boat bus canoe car plane ship train truck tractor van wagon taxi tram",
        "tool": "axe brush drill hammer knife ladder needle saw screwdriver shovel spoon fork broom rake",
        "furniture": "bed bench chair desk shelf sofa stool table wardrobe cupboard",
        "body part": "arm ear elbow eye finger foot hand head knee leg mouth neck nose shoulder toe",
        "plant": "rose tulip tree grass oak daisy cactus fern lily",
        "instrument": "drum flute guitar harp piano trumpet violin cello",
        "colour": "red blue green yellow black white brown pink purple grey",
    }.items()
    for word in words.split()
}
SOUNDS = dict(
    pair.split(":")
    for pair in """
    dog:woof cat:meow cow:moo sheep:baa duck:quack pig:oink horse:neigh lion:roar mouse:squeak bee:buzz snake:hiss
    owl:hoot frog:croak rooster:cock-a-doodle-doo wolf:howl bird:tweet donkey:hee-haw hen:cluck
    """.split()
)
YOUNG = dict(
    pair.split(":")
    for pair in """
    dog:puppy cat:kitten cow:calf sheep:lamb horse:foal pig:piglet lion:cub bear:cub duck:duckling goat:kid hen:chick
    frog:tadpole swan:cygnet kangaroo:joey deer:fawn goose:gosling wolf:cub fox:cub rabbit:kit
    """.split()
)
COLOURS = tuple("red blue green yellow black white brown pink purple grey".split())
FRUIT_COLOURS = dict(
    pair.split(":")
    for pair in """
    banana:yellow lemon:yellow cherry:red strawberry:red tomato:red orange:orange carrot:orange grass:green leaf:green
    cucumber:green frog:green snow:white milk:white coal:black night:black sky:blue sea:blue blood:red chocolate:brown
    wood:brown pumpkin:orange sun:yellow salt:white sugar:white lime:green plum:purple
    """.split()
)
# English: Spanish, French, German
TRANSLATIONS = {
    line.split(":")[0]: tuple(line.split(":")[1].split("/"))
    for line in """
    cat:gato/chat/Katze dog:perro/chien/Hund house:casa/maison/Haus water:agua/eau/Wasser bread:pan/pain/Brot
    milk:leche/lait/Milch sun:sol/soleil/Sonne moon:luna/lune/Mond book:libro/livre/Buch tree:árbol/arbre/Baum
    friend:amigo/ami/Freund fire:fuego/feu/Feuer fish:pez/poisson/Fisch bird:pájaro/oiseau/Vogel
    horse:caballo/cheval/Pferd
    cow:vaca/vache/Kuh apple:manzana/pomme/Apfel cheese:queso/fromage/Käse egg:huevo/œuf/Ei wine:vino/vin/Wein
    red:rojo/rouge/rot blue:azul/bleu/blau green:verde/vert/grün white:blanco/blanc/weiß black:negro/noir/schwarz
    yellow:amarillo/jaune/gelb one:uno/un/eins two:dos/deux/zwei three:tres/trois/drei four:cuatro/quatre/vier
    five:cinco/cinq/fünf six:seis/six/sechs seven:siete/sept/sieben eight:ocho/huit/acht nine:nueve/neuf/neun
    ten:diez/dix/zehn hello:hola/bonjour/hallo goodbye:adiós/au_revoir/auf_Wiedersehen thanks:gracias/merci/danke
    yes:sí/oui/ja no:no/non/nein good:bueno/bon/gut big:grande/grand/groß small:pequeño/petit/klein day:día/jour/Tag
    night:noche/nuit/Nacht school:escuela/école/Schule table:mesa/table/Tisch chair:silla/chaise/Stuhl
    door:puerta/porte/Tür window:ventana/fenêtre/Fenster hand:mano/main/Hand head:cabeza/tête/Kopf
    mother:madre/mère/Mutter father:padre/père/Vater brother:hermano/frère/Bruder sister:hermana/sœur/Schwester
    child:niño/enfant/Kind man:hombre/homme/Mann woman:mujer/femme/Frau city:ciudad/ville/Stadt street:calle/rue/Straße
    car:coche/voiture/Auto train:tren/train/Zug flower:flor/fleur/Blume love:amor/amour/Liebe time:tiempo/temps/Zeit
    year:año/année/Jahr week:semana/semaine/Woche month:mes/mois/Monat winter:invierno/hiver/Winter
    summer:verano/été/Sommer rain:lluvia/pluie/Regen snow:nieve/neige/Schnee salt:sal/sel/Salz sugar:azúcar/sucre/Zucker
    """.split()
}
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
SEASONS = ("winter", "winter", *3 * ("spring",), *3 * ("summer",), *3 * ("autumn",), "winter")
ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
TENS = "zero ten twenty thirty forty fifty sixty seventy eighty ninety".split()
PRAISE = tuple("great wonderful excellent lovely fantastic perfect good amazing delicious friendly nice superb".split())
BLAME = tuple("terrible awful bad horrible boring disgusting rude broken useless poor ugly disappointing".split())
REVIEWED = tuple("dinner film book hotel service room team song soup place game show trip meal phone".split())
_MORSE = """
    .- -... -.-. -.. . ..-. --. .... .. .--- -.- .-.. -- -. --- .--. --.- .-. ... - ..- ...- .-- -..- -.-- --..
"""
MORSE = dict(zip("abcdefghijklmnopqrstuvwxyz", _MORSE.split(), strict=True))
