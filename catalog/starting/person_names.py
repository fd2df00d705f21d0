"""Whether texts look like the names of people: common given names, and words that organisations and places have."""

import re

WORD = re.compile(r"[^\W\d_][^\W\d_'’.-]*(?:[-'’][^\W\d_]+)*\.?")
MOST_WORDS = 5
GIVEN_WORDS = """
aaron abdul abigail ada adam adele adrian agnes ahmed aisha alan albert alejandro alessandro alex alexander
alexandra alfred ali alice alicia alina allison amanda amelia amir amy ana anastasia anders andre andrea andreas
andres andrew andrzej angela angelica anita anja ann anna anne annette anthony antoine antonio arthur astrid aurora
barbara beatrice ben benjamin bernard beth betty birgit bjorn bogdan bonnie brandon brenda brian bruce bruno
camille carl carla carlos carmen carol caroline catherine cecilia charles charlotte cheryl chiara chloe chris
christian christina christine christopher claire clara claudia colin craig cristina cynthia daniel daniela
danielle david dean deborah dennis diana diane diego dieter dmitri dominik donald donna dora dorothy douglas
edward elena eleni elisabeth elizabeth ella ellen emil emily emma enrique eric erik erika ernst esther ethan eugene
eva evelyn fabian fatima felix fernando fiona florian frances francesca francesco francis francisco frank
françois frederic fredrik gabriel gabriela gary geoffrey george gerald gerard gianni giorgio giovanni giulia
giuseppe gloria gordon grace graham greg gregory greta guido gustav hannah hans harold harry hassan heather heidi
heinz helen helena helga henrik henry herbert hugo ibrahim igor ines ingrid irene irina isabel isabella ivan jack
jacob jacqueline jacques jakub james jamie jan jana jane janet janice jason javier jean jeffrey jennifer jeremy
jerry jessica jesus jiri joan joanna joao joel johan johann john jonas jonathan jordan jorge jose josef joseph
joshua juan juana judith judy julia julian julie jürgen justin karen karin karl katarina kate katharina katherine
kathleen kathryn katja keith kelly kenneth kevin kim klaus krzysztof kyle larry lars laura lauren laurent lena leo
leon leonardo leonie linda lisa liam lorenzo louis louise lucas lucia luigi luis luisa lukas luke lynn magdalena
manuel manuela marc marcel marco marcus margaret margarita maria mariana marie marina mario marion mark markus
marta martha martin martina mary mateo matteo matthew matthias max maya megan melanie melissa michael michał
michel michele michelle miguel mila milan mohamed mohammad mohammed monica monika mustafa nadia nancy natalia
natalie natasha nathan nicholas nicola nicolas nicole niels nikolai nils nina noah nora olaf oleg olga oliver
olivia omar oscar otto pablo pamela patricia patrick paul paula paulo pavel pedro peter petra philip philipp
philippe pierre piotr rachel rafael ralph ramon raymond rebecca renate richard rita robert roberto roger roland
ronald rosa rose roxanne ruth ryan sabine sally samantha samuel sandra sara sarah scott sean sebastian sergei
sergio sharon shirley silvia simon simone sofia sonia sophia sophie stefan stefanie stephanie stephen steven
susan susanne svetlana sven sylvia tamara tanja tatiana teresa terry theo theresa thomas tim timothy tina tobias
todd tom tomas tomasz tony tracy ulrich ulrike ursula valentina valeria vanessa vera veronica victor victoria
viktor vincent virginia vladimir walter wendy werner wilhelm william willem wolfgang xavier yasmin yolanda yuki
yusuf yvonne zoe zofia
"""
GIVEN = frozenset(GIVEN_WORDS.split())
OF_OTHERS_WORDS = """
airport airfield airpark airstrip field heliport heliplex seaplane base strip ranch island lake river mountain
city county district park station hospital clinic university college school institute center centre hotel church
airlines airways airline air inc inc. llc ltd ltd. gmbh ag corp corp. corporation company co co. plc sa spa bv group
holding bank foundation international national regional municipal memorial industries services systems aviation
store market street road avenue
"""
OF_OTHERS = frozenset(OF_OTHERS_WORDS.split())


def name_like(text: str) -> bool:
    """Could this be written on a name badge: a few words of letters?

    >>> [name_like(text) for text in ("O'Brien", "Kildall, Gary", "747-8", "4 2 Adults")]
    [True, True, False, False]
    """
    words = text.replace(",", " ").split()
    return 0 < len(words) <= MOST_WORDS and all(WORD.fullmatch(word) for word in words)


def person_like(text: str) -> bool:
    """Is this most likely the name of a person: of letters, with a common given name where given names stand?

    >>> [person_like(text) for text in ("Ada Lovelace", "Lovelace, Ada", "Victoria", "Otto Lilienthal Airport")]
    [True, True, False, False]
    """
    before, comma, after = text.partition(",")
    words = (after if comma else before).lower().split()
    if not name_like(text) or not words or not OF_OTHERS.isdisjoint(text.lower().replace(",", " ").split()):
        return False
    return len(text.split()) > 1 and words[0] in GIVEN
