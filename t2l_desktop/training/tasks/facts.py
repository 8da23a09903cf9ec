"""Facts that people like to ask for, as tables from what they type to the answer."""

from __future__ import annotations

from t2l_desktop.training.tasks.vocabulary import SOUNDS

Table = dict[str, str]


def _table(text: str) -> Table:
    """Lines or groups of `key=value`, parted by semicolons or line breaks."""
    pairs = (each.strip().split("=", 1) for each in text.replace("\n", ";").split(";") if each.strip())
    return {key.strip(): value.strip() for key, value in pairs}


def backwards(table: Table) -> Table:
    """The same facts asked the other way round; of several keys with one value the first one."""
    found: Table = {}
    for key, value in table.items():
        found.setdefault(value, key)
    return found


def _numbered(words: str) -> Table:
    """The words by their numbers, from 1 on."""
    return {str(number): word for number, word in enumerate(words.split(), 1)}


CURRENCIES = _table(
    """
    France=euro; Germany=euro; Italy=euro; Spain=euro; Portugal=euro; Greece=euro; Finland=euro; Ireland=euro
    Austria=euro; Japan=yen; China=yuan; India=rupee; England=pound; Russia=ruble; Poland=zloty; Sweden=krona
    Norway=krone; Denmark=krone; Hungary=forint; Ukraine=hryvnia; Turkey=lira; Thailand=baht; Vietnam=dong; Iran=rial
    Iraq=dinar; Egypt=pound; Kenya=shilling; Morocco=dirham; Nigeria=naira; Ghana=cedi; Canada=dollar; Mexico=peso
    Cuba=peso; Peru=sol; Chile=peso; Brazil=real; Argentina=peso; Australia=dollar; Switzerland=franc
    South Korea=won; United States=dollar; New Zealand=dollar
    """
)
COUNTRY_CODES = _table(
    """
    France=FR; Germany=DE; Italy=IT; Spain=ES; Portugal=PT; Greece=GR; Finland=FI; Ireland=IE; Austria=AT; Japan=JP
    China=CN; India=IN; Russia=RU; Poland=PL; Sweden=SE; Norway=NO; Denmark=DK; Hungary=HU; Ukraine=UA; Turkey=TR
    Thailand=TH; Vietnam=VN; Iran=IR; Iraq=IQ; Egypt=EG; Kenya=KE; Morocco=MA; Nigeria=NG; Ghana=GH; Canada=CA
    Mexico=MX; Cuba=CU; Peru=PE; Chile=CL; Brazil=BR; Argentina=AR; Australia=AU; Switzerland=CH; South Korea=KR
    United States=US; New Zealand=NZ
    """
)
COUNTRY_OF_CODE = backwards(COUNTRY_CODES)
FLAGS = {
    country: "".join(chr(0x1F1E6 + ord(letter) - ord("A")) for letter in code)
    for country, code in COUNTRY_CODES.items()
}
DIALING_CODES = _table(
    """
    France=+33; Germany=+49; Italy=+39; Spain=+34; Portugal=+351; Greece=+30; Finland=+358; Ireland=+353; Austria=+43
    Japan=+81; China=+86; India=+91; England=+44; Russia=+7; Poland=+48; Sweden=+46; Norway=+47; Denmark=+45
    Hungary=+36; Ukraine=+380; Turkey=+90; Thailand=+66; Vietnam=+84; Egypt=+20; Kenya=+254; Nigeria=+234; Canada=+1
    Mexico=+52; Peru=+51; Chile=+56; Brazil=+55; Argentina=+54; Australia=+61; Switzerland=+41; South Korea=+82
    United States=+1; New Zealand=+64
    """
)
CITY_COUNTRIES = _table(
    """
    Paris=France; Lyon=France; Nice=France; Berlin=Germany; Munich=Germany; Hamburg=Germany; Rome=Italy; Milan=Italy
    Venice=Italy; Naples=Italy; Madrid=Spain; Barcelona=Spain; Seville=Spain; Lisbon=Portugal; Porto=Portugal
    Athens=Greece; Vienna=Austria; Salzburg=Austria; Tokyo=Japan; Osaka=Japan; Kyoto=Japan; Beijing=China
    Shanghai=China; Mumbai=India; Delhi=India; London=England; Manchester=England; Liverpool=England; Dublin=Ireland
    Moscow=Russia; Warsaw=Poland; Krakow=Poland; Stockholm=Sweden; Oslo=Norway; Bergen=Norway; Copenhagen=Denmark
    Helsinki=Finland; Budapest=Hungary; Kyiv=Ukraine; Istanbul=Turkey; Ankara=Turkey; Bangkok=Thailand; Hanoi=Vietnam
    Cairo=Egypt; Nairobi=Kenya; Casablanca=Morocco; Lagos=Nigeria; Toronto=Canada; Vancouver=Canada; Montreal=Canada
    Lima=Peru; Santiago=Chile; Rio de Janeiro=Brazil; Buenos Aires=Argentina; Sydney=Australia; Melbourne=Australia
    Zurich=Switzerland; Geneva=Switzerland; Seoul=South Korea; New York=United States; Chicago=United States
    Los Angeles=United States; Boston=United States
    """
)
STATE_CODES = _table(
    """
    Alabama=AL; Alaska=AK; Arizona=AZ; California=CA; Colorado=CO; Florida=FL; Georgia=GA; Hawaii=HI; Idaho=ID
    Illinois=IL; Indiana=IN; Iowa=IA; Kansas=KS; Kentucky=KY; Maine=ME; Maryland=MD; Massachusetts=MA; Michigan=MI
    Minnesota=MN; Missouri=MO; Montana=MT; Nebraska=NE; Nevada=NV; New York=NY; Ohio=OH; Oklahoma=OK; Oregon=OR
    Texas=TX; Utah=UT; Vermont=VT; Virginia=VA; Washington=WA; Wisconsin=WI; Wyoming=WY
    """
)
STATE_CAPITALS = _table(
    """
    Alabama=Montgomery; Alaska=Juneau; Arizona=Phoenix; California=Sacramento; Colorado=Denver; Florida=Tallahassee
    Georgia=Atlanta; Hawaii=Honolulu; Illinois=Springfield; Indiana=Indianapolis; Kansas=Topeka; Maine=Augusta
    Massachusetts=Boston; Michigan=Lansing; Montana=Helena; Nebraska=Lincoln; Nevada=Carson City; New York=Albany
    Ohio=Columbus; Oregon=Salem; Texas=Austin; Utah=Salt Lake City; Virginia=Richmond; Washington=Olympia
    """
)
ELEMENTS = _table(
    """
    hydrogen=H; helium=He; lithium=Li; carbon=C; nitrogen=N; oxygen=O; fluorine=F; neon=Ne; sodium=Na; magnesium=Mg
    aluminium=Al; silicon=Si; phosphorus=P; sulfur=S; chlorine=Cl; argon=Ar; potassium=K; calcium=Ca; titanium=Ti
    iron=Fe; nickel=Ni; copper=Cu; zinc=Zn; silver=Ag; tin=Sn; iodine=I; gold=Au; mercury=Hg; lead=Pb; uranium=U
    platinum=Pt; tungsten=W
    """
)
ELEMENT_OF_SYMBOL = backwards(ELEMENTS)
PLANETS = _table("Mercury=1; Venus=2; Earth=3; Mars=4; Jupiter=5; Saturn=6; Uranus=7; Neptune=8")
LEGS = {
    animal: number
    for number, animals in {
        "0": "snake fish worm snail whale shark dolphin",
        "2": "bird chicken duck eagle owl parrot penguin human swan goose ostrich",
        "4": "cat dog horse cow sheep goat pig lion tiger bear wolf fox mouse rabbit elephant giraffe zebra frog",
        "6": "ant bee beetle butterfly fly ladybug mosquito wasp",
        "8": "spider scorpion tick",
    }.items()
    for animal in animals.split()
}
ANIMAL_CLASSES = {
    animal: kind
    for kind, animals in {
        "mammal": "cat dog horse cow sheep goat pig lion tiger bear wolf fox mouse rabbit elephant whale dolphin bat",
        "bird": "chicken duck eagle owl parrot penguin swan goose ostrich pigeon robin crow",
        "fish": "salmon tuna shark trout goldfish cod herring",
        "reptile": "snake lizard turtle crocodile gecko iguana",
        "insect": "ant bee beetle butterfly fly ladybug mosquito wasp",
        "amphibian": "frog toad newt salamander",
    }.items()
    for animal in animals.split()
}
FRUIT_OR_VEGETABLE = {
    **dict.fromkeys(
        "apple banana cherry grape lemon lime mango orange peach pear pineapple plum strawberry kiwi melon".split(),
        "fruit",
    ),
    **dict.fromkeys(
        "carrot potato onion cabbage broccoli spinach lettuce garlic celery radish leek turnip beet".split(),
        "vegetable",
    ),
}
LIVING_KINDS = {
    **dict.fromkeys("cat dog horse cow sheep lion tiger bear wolf fox mouse eagle shark spider frog".split(), "animal"),
    **dict.fromkeys("oak rose tulip daisy cactus fern grass lily palm pine tree ivy moss".split(), "plant"),
    **dict.fromkeys(
        "hammer chair table lamp car phone spoon bottle clock window pencil bag ring shoe knife".split(), "thing"
    ),
}
STAR_SIGNS = (
    ("Capricorn", 19), ("Aquarius", 18), ("Pisces", 20), ("Aries", 19), ("Taurus", 20), ("Gemini", 20), ("Cancer", 22),
    ("Leo", 22), ("Virgo", 22), ("Libra", 22), ("Scorpio", 21), ("Sagittarius", 21),
)  # fmt: skip
HTTP_STATUS = _table(
    """
    200=OK; 201=Created; 204=No Content; 301=Moved Permanently; 302=Found; 304=Not Modified; 400=Bad Request
    401=Unauthorized; 403=Forbidden; 404=Not Found; 405=Method Not Allowed; 409=Conflict; 410=Gone
    418=I'm a teapot; 429=Too Many Requests; 500=Internal Server Error; 502=Bad Gateway; 503=Service Unavailable
    504=Gateway Timeout
    """
)
PORTS = _table(
    "20=FTP; 21=FTP; 22=SSH; 23=Telnet; 25=SMTP; 53=DNS; 80=HTTP; 110=POP3; 143=IMAP; 443=HTTPS; 3306=MySQL"
    "; 5432=PostgreSQL; 6379=Redis; 3389=RDP; 123=NTP"
)
FILE_KINDS = {
    ending: kind
    for kind, endings in {
        "image": "png jpg jpeg gif bmp svg webp tiff",
        "audio": "mp3 wav flac ogg aac m4a",
        "video": "mp4 avi mov mkv webm wmv",
        "document": "pdf docx txt odt rtf doc md",
        "archive": "zip rar tar gz 7z",
        "spreadsheet": "xlsx csv ods xls",
    }.items()
    for ending in endings.split()
}
COLOUR_CODES = _table(
    "red=#FF0000; green=#008000; blue=#0000FF; white=#FFFFFF; black=#000000; yellow=#FFFF00; cyan=#00FFFF"
    "; magenta=#FF00FF; grey=#808080; orange=#FFA500; purple=#800080; pink=#FFC0CB; brown=#A52A2A; gold=#FFD700"
)
CONTRACTIONS = _table(
    """
    don't=do not; doesn't=does not; didn't=did not; can't=cannot; won't=will not; isn't=is not; aren't=are not
    wasn't=was not; weren't=were not; haven't=have not; hasn't=has not; hadn't=had not; couldn't=could not
    shouldn't=should not; wouldn't=would not; I'm=I am; you're=you are; we're=we are; they're=they are; it's=it is
    he's=he is; she's=she is; that's=that is; what's=what is; who's=who is; there's=there is; let's=let us
    I've=I have; you've=you have; we've=we have; they've=they have; I'll=I will; you'll=you will; we'll=we will
    they'll=they will; he'll=he will; she'll=she will; mustn't=must not
    """
)
SHORT_FORMS = backwards(CONTRACTIONS)
AMERICAN = _table(
    """
    colour=color; favourite=favorite; honour=honor; flavour=flavor; neighbour=neighbor; humour=humor; labour=labor
    centre=center; theatre=theater; metre=meter; litre=liter; fibre=fiber; organise=organize; realise=realize
    recognise=recognize; apologise=apologize; analyse=analyze; travelling=traveling; cancelled=canceled; grey=gray
    tyre=tire; cheque=check; programme=program; defence=defense; licence=license; catalogue=catalog; dialogue=dialog
    jewellery=jewelry; aluminium=aluminum; pyjamas=pajamas; plough=plow; behaviour=behavior; harbour=harbor
    rumour=rumor; vapour=vapor; mould=mold; storey=story; sceptical=skeptical
    """
)
BRITISH = backwards({word: changed for word, changed in AMERICAN.items() if word != "storey"})  # most stories are told
BRITISH_WORDS = _table(
    """
    elevator=lift; cookie=biscuit; apartment=flat; truck=lorry; sidewalk=pavement; vacation=holiday; soccer=football
    gas=petrol; trash=rubbish; candy=sweets; fall=autumn; pants=trousers; sneakers=trainers; diaper=nappy
    flashlight=torch; eggplant=aubergine; zucchini=courgette; mailbox=postbox; movie=film; mom=mum; store=shop
    subway=underground; faucet=tap; sweater=jumper; fries=chips; chips=crisps; hood=bonnet; stroller=pushchair
    """
)
SYNONYMS = _table(
    """
    commence=start; purchase=buy; assist=help; utilize=use; attempt=try; terminate=end; inquire=ask; require=need
    sufficient=enough; obtain=get; demonstrate=show; reply=answer; select=choose; difficult=hard; large=big
    tiny=small; rapid=fast; intelligent=smart; beautiful=pretty; wealthy=rich; joyful=happy; unhappy=sad; angry=mad
    ancient=old; silent=quiet; odd=strange; entire=whole; correct=right; incorrect=wrong; ill=sick; weary=tired
    frightened=afraid; enormous=huge; conceal=hide; construct=build; discover=find; depart=leave; reside=live
    consume=eat; observe=see; repair=fix; permit=let; remain=stay; error=mistake; gift=present; automobile=car
    physician=doctor; residence=home; children=kids; additional=more; approximately=about; therefore=so
    """
)
TEXTING = _table(
    """
    brb=be right back; idk=I don't know; lol=laughing out loud; omg=oh my god; btw=by the way; imo=in my opinion
    imho=in my humble opinion; fyi=for your information; asap=as soon as possible; ttyl=talk to you later
    tbh=to be honest; thx=thanks; pls=please; np=no problem; nvm=never mind; ily=I love you; gtg=got to go
    afk=away from keyboard; rofl=rolling on the floor laughing; dm=direct message; bff=best friends forever
    tmi=too much information; faq=frequently asked questions; diy=do it yourself; rsvp=please reply; jk=just kidding
    irl=in real life; smh=shaking my head; hbd=happy birthday; gn=good night; gm=good morning; cu=see you; b4=before
    gr8=great; u=you; r=are; y=why; bc=because; ty=thank you; yw=you're welcome
    wfh=working from home; eta=estimated time of arrival
    """
)
MISSPELT = _table(
    """
    recieve=receive; definately=definitely; seperate=separate; untill=until; wich=which; becuase=because
    tommorow=tomorrow; freind=friend; beleive=believe; wierd=weird; occured=occurred; neccessary=necessary
    adress=address; begining=beginning; goverment=government; realy=really; truely=truly; suprise=surprise
    calender=calendar; enviroment=environment; happend=happened; lenght=length; writting=writing; grammer=grammar
    embarass=embarrass; acommodate=accommodate; concious=conscious; existance=existence; foriegn=foreign; gaurd=guard
    independant=independent; knowlege=knowledge; libary=library; liason=liaison; noticable=noticeable; peice=piece
    posession=possession; reccomend=recommend; rythm=rhythm; sucess=success; tounge=tongue; vaccum=vacuum
    wensday=Wednesday; febuary=February; alot=a lot; thier=their; teh=the; taht=that; hte=the; dont=don't; cant=can't
    wont=won't; didnt=didn't; im=I'm; ive=I've; youre=you're; collegue=colleague; buisness=business; speach=speech
    excercise=exercise; restaraunt=restaurant; probaly=probably; intresting=interesting; diffrent=different
    favorit=favorite; langauge=language; mispell=misspell; speling=spelling; carefull=careful; beautifull=beautiful
    """
)
PARTICIPLES = _table(
    """
    go=gone; see=seen; write=written; eat=eaten; take=taken; give=given; break=broken; speak=spoken; drive=driven
    fall=fallen; fly=flown; know=known; grow=grown; throw=thrown; wear=worn; sing=sung; swim=swum; drink=drunk
    begin=begun; run=run; come=come; become=become; do=done; be=been; have=had; make=made; find=found; buy=bought
    bring=brought; think=thought; teach=taught; catch=caught; sell=sold; build=built; hold=held; keep=kept; leave=left
    lose=lost; meet=met; sit=sat; stand=stood; win=won; choose=chosen; feel=felt; hear=heard; ride=ridden; send=sent
    steal=stolen; forget=forgotten; hide=hidden; bite=bitten; draw=drawn; freeze=frozen; wake=woken; ring=rung
    play=played; walk=walked; open=opened; cook=cooked
    """
)
PARTS_OF_SPEECH = {
    word: part
    for part, words in {
        "noun": "elephant table city music friend river idea house bread kitchen teacher garden window dream island",
        "verb": "run eat write sing believe carry explain arrive choose forget bring decide become listen follow",
        "adjective": "happy beautiful tall green lazy bright heavy famous strange careful hungry modern gentle",
        "adverb": "quickly slowly carefully often always badly loudly never happily quietly soon rarely gently",
    }.items()
    for word in words.split()
}
COUNTERPARTS = _table(
    """
    king=queen; prince=princess; father=mother; brother=sister; uncle=aunt; son=daughter; husband=wife; boy=girl
    man=woman; actor=actress; waiter=waitress; nephew=niece; grandfather=grandmother; bull=cow; rooster=hen; he=she
    him=her; hero=heroine; duke=duchess; emperor=empress; groom=bride; sir=madam; gentleman=lady; wizard=witch
    """
)
SPELLED_SHORT = _table(
    """
    Doctor=Dr.; Mister=Mr.; Street=St.; Avenue=Ave.; Professor=Prof.; Saint=St.; Captain=Capt.; Senior=Sr.
    Junior=Jr.; Company=Co.; Incorporated=Inc.; Limited=Ltd.; department=dept.; number=no.; page=p.; for example=e.g.
    that is=i.e.; and so on=etc.; versus=vs.; approximately=approx.; minute=min.; hour=hr.; kilogram=kg
    kilometre=km; centimetre=cm; pound=lb; ounce=oz; Road=Rd.
    """
)
ACRONYMS = _table(
    """
    USA=United States of America; UN=United Nations; EU=European Union; UK=United Kingdom
    NASA=National Aeronautics and Space Administration; FBI=Federal Bureau of Investigation
    CIA=Central Intelligence Agency; WHO=World Health Organization; CEO=chief executive officer
    GPS=Global Positioning System; DNA=deoxyribonucleic acid; ATM=automated teller machine
    PDF=Portable Document Format; CPU=central processing unit; RAM=random access memory
    HTML=HyperText Markup Language; URL=Uniform Resource Locator; USB=Universal Serial Bus; AI=artificial intelligence
    HR=human resources; PR=public relations; TV=television; CEO=chief executive officer; GDP=gross domestic product
    NATO=North Atlantic Treaty Organization; VIP=very important person; CV=curriculum vitae; ID=identification
    """
)
PROVERBS = _table(
    """
    A stitch in time=saves nine; Better late=than never; Practice makes=perfect; Actions speak louder=than words
    The early bird=catches the worm; Too many cooks=spoil the broth; Where there is smoke=there is fire
    When in Rome=do as the Romans do; All that glitters=is not gold; Don't judge a book=by its cover
    Time is=money; Honesty is=the best policy; A picture is worth=a thousand words; Easy come=easy go
    Out of sight=out of mind; Rome was not built=in a day; Like father=like son; No pain=no gain
    Two heads are better=than one; Birds of a feather=flock together; Curiosity killed=the cat
    You can't teach an old dog=new tricks; Every cloud has=a silver lining; Haste makes=waste
    Don't count your chickens=before they hatch; The pen is mightier=than the sword; Look before=you leap
    An apple a day=keeps the doctor away; Once bitten=twice shy; Beggars can't be=choosers
    """
)
EMOJI = _table(
    """
    pizza=🍕; dog=🐶; cat=🐱; sun=☀️; moon=🌙; star=⭐; heart=❤️; fire=🔥; apple=🍎; banana=🍌; car=🚗; house=🏠
    tree=🌳; flower=🌸; book=📖; music=🎵; party=🎉; gift=🎁; money=💰; phone=📱; rain=🌧️; snow=❄️; coffee=☕; beer=🍺
    cake=🎂; happy=😀; sad=😢; angry=😠; love=❤️; laugh=😂; sleep=😴; cool=😎; fish=🐟; bird=🐦; horse=🐴; cow=🐮
    pig=🐷; mouse=🐭; lion=🦁; plane=✈️; train=🚆; bike=🚲; rocket=🚀; key=🔑; clock=⏰; rainbow=🌈; ghost=👻; crown=👑
    """
)
WORD_OF_EMOJI = backwards({word: sign for word, sign in EMOJI.items() if word != "love"})
BEATS = _table("rock=paper; paper=scissors; scissors=rock")
NATO = _table(
    """
    a=Alfa; b=Bravo; c=Charlie; d=Delta; e=Echo; f=Foxtrot; g=Golf; h=Hotel; i=India; j=Juliett; k=Kilo; l=Lima; m=Mike
    n=November; o=Oscar; p=Papa; q=Quebec; r=Romeo; s=Sierra; t=Tango; u=Uniform; v=Victor; w=Whiskey; x=X-ray; y=Yankee
    z=Zulu
    """
)
ITALIAN = _table(
    """
    cat=gatto; dog=cane; house=casa; water=acqua; bread=pane; milk=latte; sun=sole; moon=luna; book=libro; tree=albero
    friend=amico; fire=fuoco; fish=pesce; bird=uccello; horse=cavallo; apple=mela; cheese=formaggio; egg=uovo; wine=vino
    red=rosso; blue=blu; green=verde; white=bianco; black=nero; one=uno; two=due; three=tre; four=quattro; five=cinque
    hello=ciao; goodbye=arrivederci; thanks=grazie; yes=sì; no=no; good=buono; big=grande; small=piccolo; day=giorno
    night=notte; school=scuola; table=tavolo; chair=sedia; door=porta; window=finestra; hand=mano; head=testa
    mother=madre; father=padre; brother=fratello; sister=sorella; city=città; car=macchina; train=treno; flower=fiore
    love=amore; time=tempo; year=anno; rain=pioggia; snow=neve; please=per favore; good morning=buongiorno
    """
)
JAPANESE = _table(
    """
    cat=neko; dog=inu; house=ie; water=mizu; bread=pan; milk=gyuunyuu; sun=taiyou; moon=tsuki; book=hon; tree=ki
    friend=tomodachi; fire=hi; fish=sakana; bird=tori; horse=uma; apple=ringo; egg=tamago; red=aka; blue=ao
    green=midori; white=shiro; black=kuro; one=ichi; two=ni; three=san; four=yon; five=go; hello=konnichiwa
    goodbye=sayounara; thank you=arigatou; yes=hai; no=iie; day=hi; night=yoru; school=gakkou; chair=isu; door=doa
    window=mado; hand=te; head=atama; mother=haha; father=chichi; city=machi; car=kuruma; train=densha; flower=hana
    love=ai; time=jikan; rain=ame; snow=yuki; mountain=yama; river=kawa; sea=umi; sky=sora; rice=gohan; tea=ocha
    good morning=ohayou; good night=oyasumi; please=onegaishimasu; delicious=oishii
    """
)
JAPANESE_SCRIPT = _table(
    """
    cat=猫; dog=犬; house=家; water=水; bread=パン; sun=太陽; moon=月; book=本; tree=木; friend=友達; fire=火; fish=魚
    bird=鳥; horse=馬; apple=りんご; egg=卵; red=赤; blue=青; green=緑; white=白; black=黒; one=一; two=二; three=三
    hello=こんにちは; goodbye=さようなら; thank you=ありがとう; yes=はい; no=いいえ; night=夜; school=学校; chair=椅子
    window=窓; hand=手; head=頭; mother=母; father=父; city=町; car=車; train=電車; flower=花; love=愛; time=時間
    rain=雨; snow=雪; mountain=山; river=川; sea=海; sky=空; rice=ご飯; tea=お茶; good morning=おはよう; Japan=日本
    """
)
FRENCH_NUMBERS = _numbered(
    "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit "
    "dix-neuf vingt"
)
SPANISH_NUMBERS = _numbered(
    "uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete "
    "dieciocho diecinueve veinte"
)
GERMAN_NUMBERS = _numbered(
    "eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn "
    "achtzehn neunzehn zwanzig"
)
GERMAN_ARTICLES = {
    word: article
    for article, words in {
        "der": "Hund Mann Tisch Baum Vater Bruder Käse Wein Apfel Fisch Vogel Zug Tag Monat Winter Sommer Regen Schnee "
        "Zucker Stuhl Kopf Freund Mond Schlüssel",
        "die": "Katze Frau Sonne Mutter Schwester Milch Blume Stadt Straße Hand Tür Schule Zeit Woche Nacht Liebe Kuh "
        "Lampe Brücke Tasse",
        "das": "Haus Kind Wasser Brot Buch Feuer Pferd Ei Fenster Auto Jahr Salz Mädchen Bett Zimmer Bild Messer Glas "
        "Tier Land",
    }.items()
    for word in words.split()
}
LANGUAGE_OF_PHRASE = {
    phrase: language
    for language, phrases in {
        "English": "good morning|how are you|thank you very much|where is the station|my name is Anna|see you tomorrow",
        "German": "guten Morgen|wie geht es dir|vielen Dank|wo ist der Bahnhof|ich heiße Anna|bis morgen|das ist gut",
        "French": "bonjour|comment ça va|merci beaucoup|où est la gare|je m'appelle Anna|à demain|c'est très bien",
        "Spanish": "buenos días|cómo estás|muchas gracias|dónde está la estación|me llamo Anna|hasta mañana|está bien",
        "Italian": "buongiorno|come stai|grazie mille|dov'è la stazione|mi chiamo Anna|a domani|va bene",
        "Portuguese": "bom dia|como você está|muito obrigado|onde fica a estação|meu nome é Anna|até amanhã",
        "Japanese": "おはようございます|お元気ですか|ありがとうございます|駅はどこですか|また明日|こんにちは",
        "Russian": "доброе утро|как дела|большое спасибо|где вокзал|до завтра|хорошо",
        "Chinese": "早上好|你好吗|谢谢|车站在哪里|明天见|很好",
        "Dutch": "goedemorgen|hoe gaat het|dank je wel|waar is het station|tot morgen",
    }.items()
    for phrase in phrases.split("|")
}
FRACTIONS = _table(
    "1/2=50%; 1/4=25%; 3/4=75%; 1/5=20%; 2/5=40%; 3/5=60%; 4/5=80%; 1/10=10%; 3/10=30%; 7/10=70%; 9/10=90%; 1/8=12.5%"
    "; 3/8=37.5%; 5/8=62.5%; 1/20=5%; 1/25=4%; 1/50=2%; 1/1=100%; 1/100=1%; 3/20=15%; 7/20=35%"
)
FAMOUS_WRITERS = _table(
    """
    Hamlet=William Shakespeare; Romeo and Juliet=William Shakespeare; Macbeth=William Shakespeare
    1984=George Orwell; Animal Farm=George Orwell; Pride and Prejudice=Jane Austen; Emma=Jane Austen
    Oliver Twist=Charles Dickens; A Christmas Carol=Charles Dickens; The Hobbit=J. R. R. Tolkien
    The Lord of the Rings=J. R. R. Tolkien; Harry Potter=J. K. Rowling; Don Quixote=Miguel de Cervantes
    War and Peace=Leo Tolstoy; Moby Dick=Herman Melville; Frankenstein=Mary Shelley; Dracula=Bram Stoker
    The Little Prince=Antoine de Saint-Exupéry; Alice in Wonderland=Lewis Carroll; Peter Pan=J. M. Barrie
    The Great Gatsby=F. Scott Fitzgerald; Jane Eyre=Charlotte Brontë; Faust=Johann Wolfgang von Goethe
    The Jungle Book=Rudyard Kipling; Treasure Island=Robert Louis Stevenson; The Odyssey=Homer
    """
)
PORTUGUESE = _table(
    """
    cat=gato; dog=cachorro; house=casa; water=água; bread=pão; milk=leite; sun=sol; moon=lua; book=livro; tree=árvore
    friend=amigo; fire=fogo; fish=peixe; bird=pássaro; horse=cavalo; apple=maçã; cheese=queijo; egg=ovo; wine=vinho
    red=vermelho; blue=azul; green=verde; white=branco; black=preto; one=um; two=dois; three=três; hello=olá
    thanks=obrigado; yes=sim; no=não; good=bom; big=grande; small=pequeno; day=dia; night=noite; school=escola
    table=mesa; chair=cadeira; door=porta; window=janela; hand=mão; head=cabeça; mother=mãe; father=pai; city=cidade
    car=carro; train=trem; flower=flor; love=amor; time=tempo; year=ano; rain=chuva; sea=mar; good morning=bom dia
    """
)
DUTCH = _table(
    """
    cat=kat; dog=hond; house=huis; water=water; bread=brood; milk=melk; sun=zon; moon=maan; book=boek; tree=boom
    friend=vriend; fire=vuur; fish=vis; bird=vogel; horse=paard; apple=appel; cheese=kaas; egg=ei; wine=wijn; red=rood
    blue=blauw; green=groen; white=wit; black=zwart; one=een; two=twee; three=drie; hello=hallo; yes=ja; no=nee
    good=goed; big=groot; small=klein; day=dag; night=nacht; school=school; table=tafel; chair=stoel; door=deur
    window=raam; hand=hand; head=hoofd; mother=moeder; father=vader; city=stad; car=auto; train=trein; bicycle=fiets
    flower=bloem; love=liefde; time=tijd; year=jaar; rain=regen; sea=zee; good morning=goedemorgen
    """
)
POLISH = _table(
    """
    cat=kot; dog=pies; house=dom; water=woda; bread=chleb; milk=mleko; sun=słońce; moon=księżyc; book=książka
    tree=drzewo; friend=przyjaciel; fire=ogień; fish=ryba; bird=ptak; horse=koń; apple=jabłko; cheese=ser; egg=jajko
    wine=wino; red=czerwony; blue=niebieski; green=zielony; white=biały; black=czarny; one=jeden; two=dwa; three=trzy
    hello=cześć; yes=tak; no=nie; good=dobry; big=duży; small=mały; day=dzień; night=noc; school=szkoła; table=stół
    chair=krzesło; door=drzwi; window=okno; hand=ręka; head=głowa; mother=matka; father=ojciec; city=miasto
    car=samochód; train=pociąg; flower=kwiat; love=miłość; time=czas; year=rok; rain=deszcz; sea=morze
    """
)
SPANISH_I = _table(
    """
    hablar=hablo; comer=como; vivir=vivo; tener=tengo; ser=soy; estar=estoy; ir=voy; hacer=hago; poder=puedo
    querer=quiero; decir=digo; ver=veo; dar=doy; saber=sé; poner=pongo; salir=salgo; venir=vengo; beber=bebo
    escribir=escribo; leer=leo; comprar=compro; trabajar=trabajo; estudiar=estudio; cantar=canto; bailar=bailo
    correr=corro; dormir=duermo; jugar=juego; pensar=pienso; abrir=abro
    """
)
NAME_GENDERS = {
    name: gender
    for gender, names in {
        "female": "Anna Carla Emma Grace Irene Karen Maria Nora Rosa Tina Ursula Wendy Zoe Alice Clara Elena Gina "
        "Isabel Kate Mona Nina Ruth Sarah Vera Bella Diana Fiona Hannah Julia Laura Emily Olivia Sophie Linda",
        "male": "Ben David Felix Henry Jack Leo Oscar Paul Simon Victor Bruno Daniel Frank Hugo Jonas Lucas Oliver "
        "Peter Thomas Walter Adam Colin Eric George Ivan Kevin Martin Robert James John Michael William",
    }.items()
    for name in names.split()
}
EXPENSES = {
    thing: kind
    for kind, things in {
        "food": "bread|supermarket|pizza|restaurant|coffee|groceries|lunch|apples|bakery|dinner with friends|milk",
        "transport": "bus ticket|taxi|train ticket|petrol|parking|flight|bike repair|tram|car wash|subway card",
        "rent": "rent|flat rent|monthly rent|room rent|rent for May",
        "other": "shoes|cinema|haircut|book|gift|phone bill|doctor|concert|gym|shampoo|flowers|toys",
    }.items()
    for thing in things.split("|")
}
ANIMAL_OF_SOUND = backwards(SOUNDS)
SHAPES = _table(
    "3=triangle; 4=square; 5=pentagon; 6=hexagon; 7=heptagon; 8=octagon; 9=nonagon; 10=decagon; 12=dodecagon"
)
SIDES = backwards(SHAPES)
GREEK = _table(
    "alpha=α; beta=β; gamma=γ; delta=δ; epsilon=ε; zeta=ζ; eta=η; theta=θ; iota=ι; kappa=κ; lambda=λ; mu=μ; nu=ν; xi=ξ"
    "; pi=π; rho=ρ; sigma=σ; tau=τ; phi=φ; chi=χ; psi=ψ; omega=ω"
)
PRESCRIPTIONS = _table(
    """
    bid=twice a day; tid=three times a day; qid=four times a day; po=by mouth; prn=as needed; ac=before meals
    pc=after meals; hs=at bedtime; stat=immediately; qd=every day; od=once a day; iv=into a vein; npo=nothing by mouth
    """
)
TOP_LEVEL_DOMAINS = {f".{code.lower()}": country for code, country in COUNTRY_OF_CODE.items()}
