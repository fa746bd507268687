"""What is wrong with files as such, and with the hotline as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ivr.problems.codes.meaning import Meaning

FILES: Final[Mapping[str, Meaning]] = {
    "missing-file": Meaning(
        "A file that every project has is not there.",
        "Restore it, or go to the project's folder.",
    ),
    "empty-file": Meaning("A file says nothing.", "Write what belongs in it, or restore it."),
    "unreadable-file": Meaning(
        "The operating system does not let a file be read.", "Mend what it says of the file."
    ),
    "file-too-large": Meaning(
        "A file has many times the size of any text that callers hear.",
        "Take out what has come into it by mistake, or restore it.",
    ),
    "file-not-utf8": Meaning(
        "A file is not saved as UTF-8 text.", "Save it as UTF-8 in your editing program."
    ),
    "value-not-changeable": Meaning(
        "A value that is to be changed is written in a way that no program can change alone.",
        "Write it plainly, a line a value, without signs that YAML has for itself.",
    ),
    "wrong-file-ending": Meaning(
        "A file stands where YAML is read and has another ending, so nobody reads it.",
        "Let its name end in `.yaml`.",
    ),
    "yaml-syntax": Meaning(
        "A file is not YAML; nothing in it is judged until it is.",
        "Look at the line: an indent, a tab, a colon, a quote, a bracket.",
    ),
    "yaml-feature": Meaning(
        "An anchor, an alias, a tag or a second document, which these files do not use.",
        "Write the value out.",
    ),
    "yaml-null": Meaning(
        "A word that YAML takes for nothing, such as `null`.",
        "Leave the place empty, or put the word in quotes.",
    ),
    "invisible-sign": Meaning("A sign that nobody can see or hear.", "Type the text anew."),
    "look-alike-sign": Meaning(
        "A letter of another alphabet stands in a name or a word, and looks like the plain one.",
        "Type it anew.",
    ),
    "duplicate-name": Meaning(
        "One name stands twice in one place; neither is taken.", "Remove or rename one of the two."
    ),
    "nesting-too-deep": Meaning(
        "Lists and mappings lie in each other more deeply than any file needs.",
        "Look for a bracket or an indent too many.",
    ),
    "unknown-option": Meaning(
        "An option that does not exist in this place.", "Take the nearest one that is named."
    ),
    "missing-option": Meaning("An option that must be there is not.", "Add it."),
    "empty-value": Meaning("A place that must not be empty is.", "Write what is true."),
    "wrong-value": Meaning(
        "A value is of another kind than belongs in its place, or too small or large.",
        "Write it as the line says.",
    ),
    "rename-not-possible": Meaning(
        "A name cannot be given: it is taken, it is none, or the project would be less sound.",
        "Take the name that the line proposes, or another one.",
    ),
    "name-not-allowed": Meaning(
        "A step, service, figure or prompt has a name that means something else already, or none.",
        "Choose another name.",
    ),
}

HOTLINE: Final[Mapping[str, Meaning]] = {
    "unknown-language": Meaning(
        "A language that the hotline or the municipality does not have, or without a catalogue.",
        "Take one of `languages` in `config/hotline.yaml`, or write its catalogue.",
    ),
    "fallback-not-offered": Meaning(
        "A municipality's languages lack the one for callers who choose none.", "Add it."
    ),
    "language-nowhere": Meaning(
        "No municipality offers this language.",
        "Add it to the `languages` of one, or take it out of `config/hotline.yaml`.",
    ),
    "duplicate-language": Meaning("A language is listed twice.", "Remove one of the two."),
    "unknown-step": Meaning("No step has this name.", "Take the nearest one, or write the step."),
    "unknown-service": Meaning(
        "No service has this name.", "Take the nearest one, or write the service."
    ),
    "lesser-door": Meaning(
        "Somebody who may be in danger would be led to a less urgent service.",
        "Name a service that is as urgent, or say how urgent the one named is.",
    ),
    "limit-on-danger": Meaning(
        "Callers who may be in danger would be turned away when a service has enough of them.",
        "Leave `at_once` out of a service that is urgent or saves lives.",
    ),
    "limit-too-low": Meaning(
        "A limit is so low that callers with a good reason would be cut off.",
        "Write what the line says at least, or 0 for no limit.",
    ),
    "unknown-topic": Meaning("No step has this topic.", "Take the topic of a step."),
    "unknown-municipality": Meaning(
        "No file in `config/municipalities` has this name.", "Take the nearest one, or write it."
    ),
    "unknown-timezone": Meaning("No time zone has this name.", "Norway's is `Europe/Oslo`."),
    "unknown-country": Meaning(
        "No country has these two letters, or numbers that begin so.",
        "Norway is `NO` and `+47`, in quotes.",
    ),
    "own-country-first": Meaning(
        "The language of a few is heard first by everybody who calls from the hotline's country.",
        "Take its calling code out of `own_language_first`.",
    ),
    "person-leads-to-itself": Meaning(
        "`person` is said to be `person`.", "Name a service: `transfer SERVICE`."
    ),
    "announcement-never-heard": Meaning(
        "An announcement ends before it begins, or is for no municipality at all.",
        "Set `ends` to a later time, or name a municipality.",
    ),
    "announcement-over": Meaning(
        "An announcement has ended, and is never heard again.",
        "Take it out, or set `ends` to a later time.",
    ),
    "announcement-not-everywhere": Meaning(
        "Callers of some languages do not hear an announcement, for it is not written there.",
        "Write it in their catalogues, or leave it at that.",
    ),
}
