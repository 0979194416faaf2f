"""English verbs in the past, and words that look ahead."""

import re

from countyline.understanding.dates.tense import Tenses

TENSES = Tenses(
    past=re.compile(
        # "Closed", "needed" and "supposed" may be said of days to come.
        r"since|ago|was|were|wasnt|werent|did|didnt|had|went|came|drove|paid|sent|mailed|dropped|"
        r"filed|recorded|erecorded|bought|sold|signed|took|left|stood|waited|tried|called|"
        r"emailed|wrote|texted|asked|heard|saw|found|lost|made|gave|brought|happened|voted|won|"
        r"received|submitted|uploaded|walked|rode|flew|missed|died|passed|picked|"
        r"arrested|locked|charged|posted|cleared|hacked|moved|married|born|pulled|stopped|wrecked|"
        r"towed|turned|spoke|talked|pd|hit|stolen|stole|canceled|cancelled|showed|"
        r"drew|faxed|checked|registered|applied|renewed|ticketed|refused|ended"
    ),
    past_as_written=re.compile(r"(?!)"),
    ahead=re.compile(
        r"to|will|wont|ill|youll|theyll|gonna|going|can|cant|could|would|should|shall|may|might|"
        r"until|till|by|for|before|come|coming|is|are|am|im|be|do|does|dont|doesnt|open|opens|"
        r"need|needs|want|due|said|says|promised|told|saying|starting|reopen|reopening|hope|"
        r"hoping|planning|scheduled|supposed|next|this|expect|every|each|when|if|and|but|so|"
        r"because|that|back"
    ),
    tellers=re.compile(r"i|we|he|she|they|you|it|yall|somebody|someone|nobody"),
)
