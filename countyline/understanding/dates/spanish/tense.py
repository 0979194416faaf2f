"""Spanish verbs in the past, and words that look ahead."""

import re

from countyline.understanding.dates.tense import Tenses

TENSES = Tenses(
    past=re.compile(
        # Folded: "paso" may be a noun, "firmamos" the present, so such are left out.
        r"fui|fue|fuimos|fueron|era|eran|estaba|estaban|estuvo|estuve|vine|vino|"
        r"vinimos|vinieron|pague|pagaron|pagaste|mande|mandaron|envie|enviaron|lleve|llevaron|"
        r"deje|dejaron|compre|vendi|firme|llame|llamaron|llegue|recibi|recibieron|hice|hizo|"
        r"hicimos|hicieron|espere|trate|intente|pregunte|oi|vi|perdi|vote|votaron|gano|"
        r"ganaron|vencieron|vencio|paro|pararon|agarraron|arrestaron|detuvieron|encerraron|"
        r"metieron|cobraron|quitaron|robaron|chocaron|cerraron|hackearon|atacaron|mude|case|"
        r"murio|fallecio|nacio|eche|meti|puse|presente|registre|grabaron|abrieron|atendieron|"
        r"cancelaron|dieron|dio|tuve|tuvimos|sali|salio|saque|recogi|hable|contaron|conto|"
        r"valieron|valio|sirvio|afecto|afectaron|pasaron|ocurrio"
    ),
    past_as_written=re.compile(r"\w{2,}ó|\w{2,}(?:aron|ieron)|\w+(?<![aei]r)é"),
    ahead=re.compile(
        r"para|hasta|antes|va|van|voy|vamos|ir|abre|abren|abriran|puedo|puede|pueden|podre|debo|"
        r"hay|habra|sera|es|esta|estan|tengo|necesito|quiero|vence|vencen|dijo|dijeron|dice|dicen|"
        r"prometieron|proximo|proxima|este|esta|y|pero|porque|que|si|cuando|fuera|viniera|"
        r"regresara|volviera|cada|todos"
    ),
    tellers=re.compile(
        r"si|no|yo|el|ella|nosotros|ellos|ellas|usted|ustedes|me|nos|se|lo|la|le|los|las"
    ),
)
