"""How common everyday words are in handles and names, as stated priors in bits: first names, surnames, topics.

A first name of the first list is carried by about one account in five hundred; a surname or a topic word by one in a
thousand. What the development data count as more common than that overrides these numbers.
"""

from __future__ import annotations

from typing import Final

from creatorgraph.handles.words import HANDLE_PREFIXES, HANDLE_SUFFIXES

FIRST_NAME_BITS: Final = 9.0
SURNAME_BITS: Final = 10.0
TOPIC_BITS: Final = 9.0
_FIRST_NAMES: Final = """
aaron abby abdul abigail ada adam adrian ahmad ahmed aisha alan albert alessandro alex alexander alexandra alexis ali
alice alicia alina alison allison amanda amber amelia amina amir amy ana anastasia andre andrea andreas andres andrew
andy angel angela angelina anita anja anna anne annie anthony anton antonia antonio aria ariana arthur ashley astrid
audrey aurora austin ava axel barbara beatriz becky bella ben benjamin bernd beth bianca bill billy bjorn bob bobby
brad brandon brian brittany bruno bryan caleb camila camille carla carlos carmen carol caroline catherine cathy
charles charlie charlotte chloe chris christian christina christine christopher cindy claire clara claudia cody colin
connor craig cristina crystal dan dana daniel daniela danielle danny dave david dean debbie deborah dennis diana diego
dmitry dominik don donna doris dylan eddie eduardo edward elena eli elias elisa elizabeth ella ellen ellie emil emilia
emilie emily emma eric erica erik erin ethan eva evan evelyn fabian farah fatima felipe felix fernanda fernando fiona
florian frances francesca francisco frank franz fred freya gabriel gabriela gary george georgia gina giovanni giulia
gloria grace graham greg gustavo hana hannah hans harry hassan heather heidi helen helena henry hugo ian ibrahim ida
igor ines ingrid irina iris isaac isabel isabella isla ivan jack jackie jackson jacob jade jaime jake james jamie jan
jana jane janet jasmine jason javier jay jean jeff jen jenna jennifer jenny jeremy jerry jess jesse jessica jill jim
jimmy joan joanna joao joe joel johanna john johnny jon jonas jonathan jordan jorge jose josef joseph josh joshua juan
judith judy julia julian juliana julie julien justin kai kara karen karin karl kate katharina katherine kathy katie
katrin kayla kelly ken kevin khalid kim kira kristen kristina kurt kyle lara larissa lars laura lauren lea leah lena
leo leon leonardo lewis lia liam lilly lily lina linda lisa liz logan lola lorena louis louise lucas lucia lucy luis
luisa luiz lukas luke luna lydia madison maja manuel marc marcel marco marcos marcus margaret maria mariah mariam
mariana marie marina mario marion mark marko marta martha martin martina mary mateo matt matteo matthew max maya megan
mehmet melanie melissa mia michael michelle miguel mike mila miriam mohamed mohammed molly monica monika mustafa nadia
nadine nancy naomi natalia natalie natasha nathan neil nicholas nick nico nicolas nicole niklas nina noah noel nora
norman oliver olivia omar oscar otto owen pablo pamela pascal patricia patrick paul paula pauline pedro peter petra
phil philip philipp pierre priya rachel rafael ralf ralph ramon raul rebecca renata ricardo richard rick rita rob
robert roberto robin rodrigo roger romain roman rosa rose ruby russell ruth ryan sabrina sally sam samantha samir
samuel sandra sara sarah sasha scott sean sebastian selena serena sergio seth shannon sharon sheila silvia simon
simone sofia sonia sophia sophie stacy stefan stefanie stella stephanie stephen steve steven stuart sue susan susanne
sven svetlana sylvia tamara tanja tanya tara tatiana taylor ted teresa tessa theo thomas tiffany tim timo tina tobias
todd tom tommy tony tracy travis tyler ulrike ursula valentina valerie vanessa vera veronica vicky victor victoria
viktor vincent virginia vivian vladimir walter wendy will william wolfgang xavier yasmin yusuf yvonne zach zara zoe
"""
_SURNAMES: Final = """
adams ali allen alvarez anderson bailey baker bauer becker bell bennett brooks brown butler campbell carter castillo
chavez chen clark collins cook cooper costa cox cruz davis diaz edwards evans fernandez ferrari fischer fisher flores
foster garcia gomes gomez gonzalez gray green gutierrez hall harris hernandez hill hoffmann howard hughes jackson
james jenkins jimenez johnson jones kelly khan kim king klein koch kumar lee lewis li lim long lopez martin martinez
meyer miller mitchell moore morales moreno morgan morris mueller muller murphy myers nelson nguyen ortiz parker patel
perez perry peterson phillips powell price ramirez ramos reed reyes richards richardson richter rivera roberts
robinson rodriguez rogers romero rossi ross ruiz russo sanchez sanders santos schmidt schneider schulz scott silva
singh smith souza stewart sullivan taylor thomas thompson torres tran turner walker wang ward watson weber white
williams wilson wolf wood wright wu yang young zhang
"""
_TOPICS: Final = """
art arts artist baby bakes baking beauty best big blog blue book books boy boys brand cake car cars cat cats chef city
coach code coffee comedy cook cooking cosplay couple creates crafts dad daily dance dancer design designs diary diy
dog dogs draws dream edit eats fashion fit fitness fit food foodie free fun fund game gamer gaming garden girl girls
glam gold golf good green guru gym hair happy health home house inspo journey kid kids kitchen lab lady life lifestyle
little live looks love loves luxe made magic makes makeup mama media mom moms movie music nails nature news now online
outdoor paint pet pets photo photography photos play plays pop pro queen recipes run runner show sing sings skin sky
soul sport sports star stars store stories story studio style styles sun surf sweet talk talks tales team tech time
tips top train training travel travels trip vibes video videos vlog vlogs wander wear wild with woman women work works
world writes yoga young
"""
YEAR_BITS: Final = 6.0
RUN_BITS: Final = 5.0
_YEARS: Final = tuple(str(year) for year in range(1950, 2031))
_RUNS: Final = ("123", "1234", "12345", "007", "321", "111", "000", "420", "999")
AFFIX_BITS: Final = 6.0
COMMON_WORDS: Final[dict[str, float]] = {
    **dict.fromkeys((word for word in (*HANDLE_PREFIXES, *HANDLE_SUFFIXES) if len(word) > 2), AFFIX_BITS),
    **dict.fromkeys(_YEARS, YEAR_BITS),
    **dict.fromkeys(_RUNS, RUN_BITS),
    **dict.fromkeys(_TOPICS.split(), TOPIC_BITS),
    **dict.fromkeys(_SURNAMES.split(), SURNAME_BITS),
    **dict.fromkeys(_FIRST_NAMES.split(), FIRST_NAME_BITS),
}
