"""What is wrong with sentences and figures, and with their translation and approval."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ivr.problems.codes.meaning import Meaning

PROMPTS: Final[Mapping[str, Meaning]] = {
    "missing-prompt": Meaning(
        "A sentence that is spoken is not in the catalogue.", "Write it, or mend its name."
    ),
    "choice-waits": Meaning(
        "A choice is left out in the languages that cannot say all it leads to; no key moves.",
        "Hand out what they lack, or leave it at that.",
    ),
    "unused-prompt": Meaning("Nothing speaks this sentence.", "Remove it, or say it."),
    "number-not-said": Meaning(
        "A service is announced, or callers are told to ring it, without its number.",
        "Write `{SERVICE.number}` where it belongs.",
    ),
    "key-not-said": Meaning(
        "A sentence offers a choice and does not say its key.", "Write `{key}` where it is named."
    ),
    "key-not-offered": Meaning(
        "A sentence says `{key}` where no key is offered.",
        "Speak it in a choice, or speak another one.",
    ),
    "stray-brace": Meaning(
        "A brace stands without its partner.", "Braces come in pairs, as in `{key}`."
    ),
    "unknown-placeholder": Meaning(
        "A name in braces is defined in no file.", "Take the nearest one that is named."
    ),
    "placeholders-differ": Meaning(
        "A sentence says another number or figure than the Norwegian one.",
        "Copy the braces from the Norwegian.",
    ),
    "meanwhile-in-vain": Meaning(
        "A quick voice speaks until a better one has, and one of the two is `none`.",
        "Name the engine that speaks; people's recordings come before it anyway.",
    ),
    "missing-key-word": Meaning(
        "A catalogue does not say how #, * or + is called.", "Add the word under `keys`."
    ),
    "unknown-key-word": Meaning(
        "A catalogue names a key that telephones do not have.", "Known are 0 to 9, #, * and +."
    ),
    "same-word-twice": Meaning(
        "Two digits, or two keys, have the same word, so callers hear the one for the other.",
        "Give each its own word.",
    ),
    "figure-without-later-wording": Meaning(
        "A sentence names a figure and has no words for the day after it expires.",
        "Add `without`.",
    ),
    "figure-in-later-wording": Meaning(
        "The words for the day after a figure expires name the figure.", "Say it without it."
    ),
    "digits-in-text": Meaning(
        "A sentence holds digits, which voices read as one long number, or in another language.",
        "Write the placeholder of the number or figure, or words.",
    ),
    "markup-in-text": Meaning(
        "A sentence holds signs of a text format, which are read aloud or lost.",
        "Take them out, or say them in words.",
    ),
    "address-in-text": Meaning(
        "A sentence holds an address of the web or of e-mail, which nobody can take down by ear.",
        "Say in words where to look, or what to ask for.",
    ),
    "sign-not-sayable": Meaning(
        "A sentence holds a picture or a sign that is no word, such as % or &.",
        "Take it out, or say it in words.",
    ),
    "sentence-too-long": Meaning(
        "A sentence has more words than a listener can hold: 20 at most, and never over 25.",
        "Make two sentences of it.",
    ),
    "text-too-long": Meaning(
        "A text is so long that a listener has lost its beginning before it ends.",
        "Say less, or split it into two prompts.",
    ),
    "figure-days-amiss": Meaning(
        "A figure is not of the year of its first day, ends before it begins, or has two values "
        "or none on a day between.",
        "Each value begins in its own year, on the day after the one before.",
    ),
    "figures-never-together": Meaning(
        "A sentence names figures that are of one year on no day, so it is never said.",
        "Give them values of one year.",
    ),
    "figures-apart": Meaning(
        "A sentence will be said without its figures, which are then of different years.",
        "Write the other figure's next value too, or leave it at that.",
    ),
    "figure-expired": Meaning(
        "A figure is no longer spoken, for its last day is over.",
        "Look it up, and set `value`, `year`, `checked` and `expires`.",
    ),
    "figure-expires-soon": Meaning(
        "A figure expires within 30 days, and no other value follows.",
        "Look up the next one, and write it under `later`.",
    ),
    "figure-not-yet-said": Meaning(
        "A figure is not spoken yet, for its first day is still to come.",
        "Write the value of today in front of it, if there is one.",
    ),
    "figure-unsure": Meaning(
        "Somebody has noted a doubt about a figure.", "Verify it, then take `unsure` away."
    ),
}

TRANSLATION: Final[Mapping[str, Meaning]] = {
    "unknown-row": Meaning(
        "A translator's file holds a row that was not handed out.", "Mend its id, or remove it."
    ),
    "duplicate-row": Meaning("A translator's file holds a row twice.", "Remove one of the two."),
    "word-not-plain": Meaning(
        "The word for a key or digit holds a brace or a control character.",
        "Write the word alone.",
    ),
    "missing-word": Meaning(
        "A new language cannot begin without a word for each key and digit.", "Translate it."
    ),
    "translation-unreadable": Meaning(
        "A translator's file is no PO or spreadsheet with the columns that were handed out, or its "
        "letters could be read in several ways.",
        "Save it again in the format it came in; a CSV as `CSV UTF-8`.",
    ),
    "other-language": Meaning(
        "A translator's file says that it is in another language than the one it was to be taken "
        "in as.",
        "Take it in as the language it is in.",
    ),
    "letters-lost": Meaning(
        "A spreadsheet has put other signs in the place of a language's letters.",
        "Save the translator's table as `CSV UTF-8` or as `.xlsx`.",
    ),
    "nothing-to-undo": Meaning(
        "No import of a language is kept that could be undone.", "Take the former file from git."
    ),
    "edited-since": Meaning(
        "An import cannot be undone, for a text that it brought was changed since.",
        "Put the text back by hand.",
    ),
    "approvals-damaged": Meaning(
        "A file of approvals cannot be read.", "Restore it from git, or approve again."
    ),
    "sources-damaged": Meaning(
        "The file that says what translations were made from cannot be read.",
        "Restore it from git, or look at the translations: `ivr prompts looked-at`.",
    ),
    "norwegian-changed": Meaning(
        "A text was translated from words that have changed since; it may still be right.",
        "Look at it, mend it if need be, then: `ivr prompts looked-at`.",
    ),
    "not-approved": Meaning(
        "A language or an announcement is not heard, for nobody has approved it.",
        "Approve it: `ivr prompts approve`.",
    ),
}
