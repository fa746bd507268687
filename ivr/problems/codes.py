"""What each code of a problem means, and how it is mended; docs/problems.md is written from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple


class Meaning(NamedTuple):
    """What a code tells, and what to do about it, a sentence each."""

    means: str
    mend: str


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

MENU: Final[Mapping[str, Meaning]] = {
    "key-leads-nowhere": Meaning("A key has nothing behind it.", "Add `go`."),
    "key-reserved": Meaning("0, # and * mean the same in every step.", "Use a key from 1 to 9."),
    "unknown-key": Meaning("A telephone has no such key.", "Use a key from 1 to 9."),
    "keys-out-of-order": Meaning(
        "The keys of a menu are not 1, 2, 3 … from top to bottom.", "Number them in order."
    ),
    "too-many-topics": Meaning(
        "A menu is longer than a caller can remember.", "Move what is rarer a step further on."
    ),
    "choice-not-offered": Meaning(
        "A choice has no `say`, so callers do not hear of it.", "Add `say`, or `quiet: true`."
    ),
    "quiet-choice-offered": Meaning(
        "A choice is both offered and quiet.", "Remove `say` or `quiet`."
    ),
    "missing-else": Meaning(
        "A destination that depends on hours does not say where to when none is open.",
        "Add `else`.",
    ),
    "condition-not-understood": Meaning(
        "A condition is neither `open SERVICE` nor `else`.", "Write one of the two."
    ),
    "nothing-to-take-away": Meaning(
        "A municipality takes away a choice that the step does not have.", "Remove the line."
    ),
    "step-not-reached": Meaning(
        "No key, silence or service leads to a step, so that nobody hears it.",
        "Lead a key to it, or remove it.",
    ),
    "unknown-directory": Meaning(
        "A choice leads to a directory that the municipality, or every one, has not.",
        "Take the nearest one, or write it under `directories` in the municipality's file.",
    ),
    "directory-not-offered": Meaning(
        "No menu leads to a directory, so nobody hears its places.",
        "Lead to it, `go: directory NAME`, or give it the name that a menu leads to.",
    ),
    "directory-not-known-here": Meaning(
        "Something leads to a directory that is empty in a municipality, and cannot be left out.",
        "Lead to it from a choice of its own, which is left out where the directory is empty.",
    ),
    "duplicate-place": Meaning(
        "Two places of a directory have one name, so callers cannot tell them apart.",
        "Add what tells them apart, such as the street.",
    ),
    "duplicate-area": Meaning(
        "Two areas of a directory sound alike, and callers would be offered both.",
        "Write the area in one way.",
    ),
    "name-in-other-letters": Meaning(
        "A place's name, area or address is in an alphabet that the voice of the fallback language "
        "does not read.",
        "Write it in the letters of that language.",
    ),
    "number-twice": Meaning(
        "Places of a directory have one number: a line was copied, or they are answered together.",
        "Compare them with their source; leave it if it is so.",
    ),
    "place-without-area": Meaning(
        "Some places of a directory have an area and others have none.",
        "Give every place its area, or none.",
    ),
    "choice-left-out": Meaning(
        "A choice is not offered where the number it leads to is not known yet.",
        "Add the number when it is known.",
    ),
}

SERVICES: Final[Mapping[str, Meaning]] = {
    "service-not-used": Meaning(
        "Nothing leads to a service, asks for its hours or tells its number.",
        "Lead a key to it, name it in a sentence, or remove it.",
    ),
    "missing-hours": Meaning("A service has no opening hours.", "Add `hours`; always is `24/7`."),
    "hours-not-understood": Meaning(
        "A text is not opening hours.", "Write it like `Mo-Fr 08:00-15:30; PH off`."
    ),
    "hours-spelling": Meaning(
        "Opening hours are understood, and spelt otherwise than the notation has it.",
        "Write what the line proposes.",
    ),
    "hours-date-impossible": Meaning(
        "Opening hours name a date that does not exist, and may be closed for ever for it.",
        "Write a date that exists.",
    ),
    "hours-school-holidays": Meaning(
        "Opening hours name school holidays (`SH`), which are not known.", "Write their dates."
    ),
    "hours-sun": Meaning(
        "Opening hours go by the sun, whose rising and setting are not known.",
        "Write the times of the clock.",
    ),
    "hours-ambiguous": Meaning(
        "`PH` stands beside days of the week, and is read as one more day.",
        "Write `PH,Mo-Fr` for both, or `PH` alone.",
    ),
    "hours-fallback": Meaning(
        "A rule stands behind `||`, which is not looked at over the year.",
        "Write every rule with `;`.",
    ),
    "hours-never-open": Meaning(
        "Opening hours are closed for the next two years.",
        "Write when it is open, or `unknown` if nobody knows.",
    ),
    "hours-never-closed": Meaning(
        "Opening hours that are not `24/7` never close.", "Write `24/7` if that is meant."
    ),
    "hours-open-on-closed-day": Meaning(
        "A rule for a part of the year opens on days of the week that are closed otherwise.",
        "Name its days of the week: `Jul Mo-Fr 08:00-14:00`.",
    ),
    "hours-reopen-holidays": Meaning(
        "A rule after `PH off` opens on holidays again, for the later rule wins.",
        "Put `PH off` last.",
    ),
    "hours-holidays-unsaid": Meaning(
        "Opening hours open on a public holiday as on any day, and no rule speaks of holidays.",
        "Add `PH off`, or the hours that holidays have.",
    ),
    "hours-rule-undone": Meaning(
        "A rule changes nothing, for a later rule holds wherever it does.",
        "Put it behind the later one, or take it out.",
    ),
    "hours-replaced": Meaning(
        "Further times of a day take the place of the earlier ones.",
        "Join the rules with a comma if both are meant.",
    ),
    "hours-night-cut": Meaning(
        "A night is cut at midnight, for another rule holds on the next day.",
        "Write the hours after midnight out if they are to stay.",
    ),
    "hours-night-of-closed-day": Meaning(
        "The end of a night is open though its beginning, on a closed day, is not.",
        "Close the hours after midnight as well.",
    ),
    "hours-past": Meaning("A rule is about a year that is over.", "Take it out."),
    "hours-rule-without-day": Meaning(
        "A rule is true of no day in the next two years.", "Take it out, or mend its dates."
    ),
    "hours-without-times": Meaning(
        "A rule says no times, so it is open day and night.", "Write the times."
    ),
    "hours-without-end": Meaning("A rule does not say when it closes.", "Write the time."),
    "hours-run-out": Meaning(
        "Opening hours end for good within the next year.", "Write what holds afterwards."
    ),
    "missing-number": Meaning(
        "A number or address that is spoken or dialled is given in no file.",
        "Add it; leave it empty if nobody knows it yet.",
    ),
    "number-not-known-here": Meaning(
        "A number or address is spoken in a municipality that does not know it.",
        "Add it to the municipality's file, or add `without` to the sentence.",
    ),
    "number-not-speakable": Meaning(
        "A number to be read aloud is not digits in groups.", 'Write it like `"23 32 70 00"`.'
    ),
    "number-not-callable": Meaning(
        "A number that residents call is not written with its country code.",
        "Write `+47` and eight digits.",
    ),
    "duplicate-number": Meaning(
        "A number leads to two municipalities.", "Leave it in one of the two files."
    ),
    "route-not-diallable": Meaning(
        "The carrier cannot dial a route.",
        "Write `+47` and eight digits, or an address on a trunk.",
    ),
    "variable-not-diallable": Meaning(
        "A route cannot be dialled as the operator has set its variable.",
        "A trunk is a host name, a number `+47` and eight digits.",
    ),
    "wrong-emergency-number": Meaning(
        "An emergency service, or another that the whole country knows, has a number that is not "
        "its own.",
        "Write the number that is named.",
    ),
    "emergency-number-twice": Meaning(
        "Two services have one emergency number.", "Look whether one of them has another."
    ),
    "no-such-number": Meaning(
        "Nobody can have a number: it has a wrong count of digits, or is of a range or a short "
        "form that does not exist.",
        "Take the nearest one that is named, or compare it with its source.",
    ),
    "nearly-known-number": Meaning(
        "A number is one slip away from one that the whole country knows.",
        "Write that one, or say at the route why it is right: `{to: …, because: …}`.",
    ),
    "unusual-number": Meaning(
        "A number is of a kind that nobody chooses unless on purpose: premium, shared cost, "
        "personal, a voicemail, by satellite, or of another country.",
        "Write another, or say at the route why it is right: `{to: …, because: …}`.",
    ),
    "example-number": Meaning(
        "A number that no telephone can have still stands where a real one belongs.",
        "Write the number that the operator rents, or that the service has.",
    ),
    "spoken-not-dialled": Meaning(
        "A route does not dial the number that callers hear.",
        "Write the same number, or say why at the route: `{to: …, because: …}`.",
    ),
    "route-into-hotline": Meaning(
        "A number leads back into this hotline, which would ring itself without end.",
        "Write the service's own number.",
    ),
    "otherwise-in-a-circle": Meaning(
        "Services that stand in for each other lead back to the first.",
        "End the chain with a staffed service.",
    ),
    "no-live-route": Meaning(
        "Callers are offered a service that they cannot be put through to.",
        "Add a route, or set the variable that its route names.",
    ),
    "municipality-without-number": Meaning(
        "Nobody can call a municipality, so nothing is proved of it.", "List its numbers."
    ),
}

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

SERVING: Final[Mapping[str, Meaning]] = {
    "missing-setting": Meaning("A setting that must be there is not set.", "Set it."),
    "bad-setting": Meaning("A setting has a value that cannot work.", "Write it as the line says."),
    "unreachable-setting": Meaning(
        "A setting names a host that the carrier can never reach.",
        "Write the host name by which the internet knows it.",
    ),
    "unknown-setting": Meaning(
        "A variable is set that nobody reads, and one that is read has nearly the same name.",
        "Correct its name, or remove it.",
    ),
    "journal-folder": Meaning(
        "The folder of the journal cannot be written; calls are taken all the same.",
        "Let the server write there, or name another in `JOURNAL_DIR`.",
    ),
    "refused-command": Meaning(
        "A command cannot do what it was told.", "Write it as the line says."
    ),
    "nothing-offered": Meaning(
        "Callers could be offered no language.", "Approve and build the fallback language."
    ),
    "language-not-offered": Meaning(
        "A language is not offered, for sentences that callers in danger need have no clip.",
        "Build or record them.",
    ),
    "language-would-be-lost": Meaning(
        "A change is not taken over, for callers would no longer be offered a language.",
        "Build, record or approve what it lacks; or take it out of `languages`.",
    ),
    "no-fallback": Meaning(
        "Nobody answers calls when this server is away.",
        "Run `ivr export fallback` for a TwiML Bin, or `ivr audio publish`; set its address.",
    ),
    "fallback-here": Meaning(
        "What is to answer when this server is away lies on this server.",
        "Name a place that does not need it: a TwiML Bin, a bucket, another machine.",
    ),
    "fallback-outdated": Meaning(
        "What was exported for when this server is away says other things than the hotline now.",
        "Run the command that the line names, and bring what it writes to its place.",
    ),
    "fallback-without-language": Meaning(
        "Languages are not heard when this server is away.",
        "Publish their clips: `AUDIO_BASE_URL`, `ivr audio publish`.",
    ),
    "fallback-without-person": Meaning(
        "When this server is away callers hear the numbers, and nobody is rung.",
        "Give a service of `person` a route.",
    ),
    "fallback-not-for-all": Meaning(
        "A municipality has other numbers than the document that answers for all of them.",
        "Keep what is national in `config/services.yaml`.",
    ),
    "content-changing": Meaning(
        "The folder was written into again and again while it was read.",
        "Wait until all files are there, and publish.",
    ),
    "prompts-without-clip": Meaning(
        "Some sentences of a language have no clip.", "Build or record them."
    ),
    "clips-gone": Meaning(
        "While calls are taken, the folder of the clips is gone.",
        "Build them, or bring them back: the server plays them without a restart.",
    ),
    "clips-lost": Meaning(
        "While calls are taken, sentences that callers in danger need have lost their clips.",
        "Build them: the server plays them without a restart.",
    ),
    "clips-unreadable": Meaning(
        "There are no clips, or their list is damaged.", "Run `ivr audio build`."
    ),
    "not-recorded": Meaning(
        "A language that no engine speaks is not recorded in full.",
        "Hand a speaker the script: `ivr audio script LANGUAGE`.",
    ),
    "promise-broken": Meaning(
        "A call can come to a state that the hotline promises never to be in.",
        "Play the call that is named, and mend the place.",
    ),
    "over-budget": Meaning(
        "Callers wait longer for something than `config/budgets.yaml` allows.",
        "Say less before it, or allow more.",
    ),
    "never-heard": Meaning(
        "No caller comes to something that has a budget.", "Say it again in that language."
    ),
}

TEST_CALLS: Final[Mapping[str, Meaning]] = {
    "probe-cannot-ring": Meaning(
        "No call is answered at the address: nobody would get through.",
        "Mend what the line names: the name, the certificate, the proxy, the server, the token.",
    ),
    "probe-other-content": Meaning(
        "This folder does not hold what calls hear, so that no word is judged.",
        "Publish it, or make the test calls from the folder that is served.",
    ),
    "probe-languages-differ": Meaning(
        "Other languages are offered than the folder and its settings say.",
        "Give both the same settings, and build the clips that are lost.",
    ),
    "probe-call-broken": Meaning(
        "A carrier would end a call with an error.", "Look at the server's log."
    ),
    "probe-words-differ": Meaning(
        "A call hears other words than its place in the content has.",
        "Look at the server's log, and which version of the program it runs.",
    ),
    "probe-target-differs": Meaning(
        "A transfer rings somebody else than the content names.",
        "Compare the routes, and SIP_TRUNK here and at the server.",
    ),
    "probe-way-differs": Meaning(
        "A call goes on in another way than the content has it.",
        "Look at the server's log, and which version of the program it runs.",
    ),
    "probe-too-late": Meaning(
        "A call comes to the words for 113 later than its budget allows.",
        "Mend what is slow, or say less before them.",
    ),
    "probe-clip-lost": Meaning(
        "A clip of the list cannot be played.", "Run `ivr audio build --verify` at the server."
    ),
    "probe-clip-damaged": Meaning(
        "A clip comes otherwise than it was built.",
        "Empty the cache before the server, or build the clip again.",
    ),
    "probe-slow": Meaning(
        "An answer took so long that callers take the line for dead.",
        "See what keeps the machine or the proxy busy.",
    ),
    "probe-not-ready": Meaning(
        "The hotline says that it cannot take calls, or nothing.", "Mend what it names."
    ),
    "probe-out-of-time": Meaning(
        "The test calls took longer than they may.", "See what is slow, or allow more."
    ),
}

DOCTOR: Final[Mapping[str, Meaning]] = {
    "doctor-not-looked": Meaning(
        "Something could not be looked at, because something before it is wrong or silent.",
        "Mend that first, and look again.",
    ),
    "doctor-certificate": Meaning(
        "The certificate ends soon and has not been renewed: the carrier then reaches nobody.",
        "Renew it, and see why nothing renews it by itself.",
    ),
    "doctor-plain-http": Meaning(
        "The hotline answers without encryption, so that callers' numbers could be read.",
        "Have the proxy refuse http, or send it on to https.",
    ),
    "doctor-signature": Meaning(
        "A request that the carrier would have signed is refused, or one of a stranger accepted.",
        "Compare TWILIO_AUTH_TOKEN and PUBLIC_BASE_URL, and see what the proxy changes.",
    ),
    "doctor-clock": Meaning(
        "Two clocks differ by more than a minute.",
        "Have the machine's set by the network (systemd-timesyncd or chrony).",
    ),
    "doctor-fallback": Meaning(
        "What callers hear while the server is away is not there, out of date, or on that server.",
        "Put it where FALLBACK_URL or AUDIO_BASE_URL says: `ivr export fallback`.",
    ),
    "doctor-trunk": Meaning(
        "A trunk is not found, or it cannot be told from here whether it answers.",
        "Compare SIP_TRUNK with what the trunk's provider says.",
    ),
    "doctor-account": Meaning(
        "The account is suspended, closed or on trial.", "Look in the carrier's console why."
    ),
    "doctor-balance": Meaning(
        "Little is left on the account, which is suspended at nothing.",
        "Pay in, or have it done by itself.",
    ),
    "doctor-profile": Meaning(
        "No business profile is approved, or it cannot be seen: a newer account without one holds "
        "two calls at a time.",
        "Have one approved in the carrier's console.",
    ),
    "doctor-dialling": Meaning(
        "The account may not ring telephones of a country that routes ring.",
        "Allow the country in the carrier's console.",
    ),
    "doctor-number-setting": Meaning(
        "A number is not set at the carrier as it ought to be.", "Run `ivr twilio apply`."
    ),
    "doctor-number-unlisted": Meaning(
        "Calls to a number come to the hotline, and no municipality lists it.",
        "List it, or point it elsewhere at the carrier.",
    ),
    "doctor-alert": Meaning(
        "The carrier has noted an error or a warning within a day.",
        "Do what the line says of its number.",
    ),
    "doctor-out-of-time": Meaning(
        "Looking took longer than it may.", "See what is slow, or allow more."
    ),
}

CLIPS: Final[Mapping[str, Meaning]] = {
    "clip-missing": Meaning("A sentence has no clip.", "Run `ivr audio build`."),
    "clips-to-build": Meaning(
        "Clips are missing, as after every change of a text: work to do, and no mistake.",
        "Run `ivr audio build`.",
    ),
    "clips-first": Meaning(
        "Calls were to be followed in full, and nobody knows how long their clips are.",
        "Run `ivr audio build`, then `ivr check --full` again.",
    ),
    "clip-stale": Meaning(
        "A clip is not as it would be built today: its voice, recording or mastering has changed.",
        "Run `ivr audio build`.",
    ),
    "clip-corrupt": Meaning(
        "A clip's file is not the one that was built.", "Run `ivr audio build --verify`."
    ),
    "clip-wrong-format": Meaning(
        "A clip is no telephone sound: 8 kHz, µ-law, one channel.",
        "Run `ivr audio build --verify`.",
    ),
    "clip-too-loud": Meaning("A clip is louder than the others.", "Record it again."),
    "clip-too-quiet": Meaning("A clip is quieter than the others.", "Record it again."),
    "clip-clipped": Meaning("The tops of a clip's sound are cut off.", "Run `ivr audio build`."),
    "clip-too-long": Meaning(
        "A clip lasts longer than its text takes, or than a caller can remember.",
        "Listen to it; record it again, or split the text.",
    ),
    "clip-quick": Meaning(
        "The quick voice still speaks a text for which the catalogue names a better one.",
        "Run `ivr audio build --best`.",
    ),
    "clip-silent": Meaning("Nobody speaks in a clip.", "Build or record it again."),
    "clip-of-another-text": Meaning(
        "A clip says another sentence of the same language.", "Listen to it; record it again."
    ),
    "clip-in-another-language": Meaning(
        "A clip sounds like another language, and its neighbours do not.",
        "Listen to it; record it again, or take another voice.",
    ),
    "clip-cut": Meaning(
        "A clip is much shorter than its neighbours, or its last words are not heard.",
        "Listen to it; build or record it again.",
    ),
    "clip-names-another": Meaning(
        "A clip seems to name another key or telephone number.",
        "Listen to it; record it again, or respell the word.",
    ),
    "clip-not-understood": Meaning(
        "A speech recogniser understands little of a clip, and most of its neighbours.",
        "Listen to it; record it again, or respell the text.",
    ),
    "voice-worse": Meaning(
        "A voice is understood less well than when its figures were accepted.",
        "Undo what changed it, or run `ivr audio ear --accept`.",
    ),
    "voice-unheard": Meaning(
        "A language that is to be held to accepted figures has no clip or no figures.",
        "Run `ivr audio build`, then `ivr audio ear --accept`.",
    ),
    "accepted-figures-damaged": Meaning(
        "`audio/ear.toml` cannot be read.", "Restore it from git, or write it anew."
    ),
    "clip-orphaned": Meaning("No text asks for a clip any more.", "Run `ivr audio clean`."),
    "stale-recording": Meaning(
        "A text has changed since it was recorded, so the recording is not heard.",
        "Record it again.",
    ),
    "lost-recording": Meaning(
        "The file of a recording is not the one that was taken in.",
        "Restore it from git, or take it in again.",
    ),
    "loose-recording": Meaning(
        "A file among the recordings has not been taken in.", "Run `ivr audio import`."
    ),
}

RECORDINGS: Final[Mapping[str, Meaning]] = {
    "recording-silent": Meaning("Nobody speaks in a recording.", "Check the microphone."),
    "recording-clipped": Meaning(
        "A recording is overloaded.", "Move back from the microphone and record it again."
    ),
    "recording-noisy": Meaning(
        "The room of a recording is loud.", "Close windows, turn off fans, and record it again."
    ),
    "recording-too-long": Meaning(
        "A recording lasts longer than its text takes.", "Say the text alone, a little quicker."
    ),
    "recording-too-short": Meaning(
        "A recording is too short for its text.", "Check that all of the text is said."
    ),
    "recording-of-another-text": Meaning(
        "A recording says another sentence of the sheet than the one it is named by.",
        "Look whether two files are swapped; give each its own name.",
    ),
    "recording-unreadable": Meaning(
        "A file cannot be read as sound.", "Save it as WAV, FLAC or MP3, at 8,000 to 192,000 Hz."
    ),
    "recording-unknown-id": Meaning(
        "A file's name is not the id of any text.", "Name it by its id on the script sheet."
    ),
    "recording-doubled": Meaning(
        "Several files are recordings of one text.", "Keep the best, and take the others away."
    ),
    "recording-no-sound-file": Meaning(
        "A file's ending is not a sound's.", "Save it as WAV, FLAC or MP3, or take it away."
    ),
    "recording-not-kept": Meaning(
        "A recording is good and could not be written.", "Make room and allow writing."
    ),
    "recordings-list-damaged": Meaning(
        "The list of a language's recordings cannot be read.", "Restore it from git."
    ),
    "unknown-recording": Meaning("Nobody has recorded a text of this id.", "Take the nearest id."),
}

VOICES: Final[Mapping[str, Meaning]] = {
    "unknown-engine": Meaning("No speech engine has this name.", "Take the nearest one."),
    "unknown-voice": Meaning(
        "An engine does not have this voice, or cannot load it.",
        "Take another one; a language that no engine speaks needs recordings.",
    ),
    "two-voices": Meaning("One text is asked for in two voices.", "Keep one voice per language."),
    "nothing-to-say": Meaning(
        "A voice can read nothing in a text.",
        "Check that the text is in the language and script of the voice.",
    ),
    "engine-down": Meaning(
        "An engine cannot speak at all at present.", "Install it, or build again later."
    ),
    "engine-failed": Meaning(
        "An engine gave no sound for a text.", "Change the text, or take another voice."
    ),
    "build-interrupted": Meaning("A process of the build was ended.", "Build again."),
    "unwritable-file": Meaning(
        "The operating system does not let a file be written.", "Make room and allow writing."
    ),
}

ALARMS: Final[Mapping[str, Meaning]] = {
    "alarm-address": Meaning(
        "An address that alarms are to be sent to is none, or names a variable in no way it can.",
        "Write it as the line says.",
    ),
    "alarm-channel-unset": Meaning(
        "Alarms do not go one way, for one of its variables is not set while others are.",
        "Set it, or take the others away.",
    ),
    "alarm-password": Meaning(
        "The password of the mail server can be read by others: in the file, or on its way.",
        "Write a variable in its place, and encrypt the connection.",
    ),
}

JOURNAL: Final[Mapping[str, Meaning]] = {
    "journal-away": Meaning(
        "The journal's database cannot be used: locked, full, stopped, or another password.",
        "Mend what the line says; what happens meanwhile waits on the disk, and is written then.",
    ),
    "journal-damaged": Meaning(
        "The journal's file is no database, or a damaged one.",
        "Put a copy in its place, or move it away.",
    ),
    "journal-missing": Meaning(
        "Nothing is kept there.", "Take a call, or name the place where the journal is kept."
    ),
    "journal-newer": Meaning(
        "The journal's tables were made by a newer version of this program.",
        "Install that version, or a newer one.",
    ),
}

ACCOUNT: Final[Mapping[str, Meaning]] = {
    "account-refused": Meaning(
        "The carrier does not take what `ivr twilio` signs in with, or not for what is asked.",
        "Copy the token or the key anew, of the account and the region that the settings name.",
    ),
    "account-forbidden": Meaning(
        "What signs in to the account at the carrier is right, and may not ask for this.",
        "Give the key the permission, or sign in with the auth token.",
    ),
    "account-not-found": Meaning(
        "The account has nothing of the kind that is asked for.",
        "Compare the account and the region of the settings with the console.",
    ),
    "account-busy": Meaning(
        "More is asked of the account at once than the carrier answers.",
        "Wait as long as the line says, and ask again.",
    ),
    "account-away": Meaning(
        "The carrier's REST interface cannot be reached, or gives no answer in time.",
        "See that this machine reaches it, and whether the carrier itself has trouble.",
    ),
    "account-answer": Meaning(
        "What came back is nothing that the carrier's REST interface answers.",
        "See what on the way there answers in its place.",
    ),
    "account-error": Meaning(
        "The carrier says that something is wrong with what was asked.",
        "Follow the address that the line names.",
    ),
    "account-changed": Meaning(
        "A setting of a number is another than it was when the change was planned, or made.",
        "See who else sets it; then try again.",
    ),
    "account-not-set": Meaning(
        "The carrier took a setting, and tells another when it is asked.",
        "Look at the number in the console, and try again.",
    ),
    "account-broken-off": Meaning(
        "A change was broken off while it was made.", "Go on with it, or put it back."
    ),
    "number-gone": Meaning(
        "A number is not among those of the account any more.", "See whose it is in the console."
    ),
    "number-not-rented": Meaning(
        "The content names a number that the account does not have, so that nobody can call it.",
        "Rent it, or write the number that you rent in its place.",
    ),
    "number-not-named": Meaning(
        "A number was asked for that the content does not name.", "Write one that it names."
    ),
    "number-without-voice": Meaning(
        "A number of the account takes no telephone calls.",
        "Rent one that does, or set it to take voice in the console.",
    ),
    "number-elsewhere": Meaning(
        "The calls to a number are processed in a region whose settings are not those to be set.",
        "Name the region where they are, or are to be, processed.",
    ),
    "no-hotline-answers": Meaning(
        "No hotline answers at the address that the carrier is to ask.",
        "Start it first, so that no caller comes to nothing.",
    ),
    "kept-unreadable": Meaning(
        "What was replaced at the carrier is damaged, or kept from this user.",
        "Be the user who has set the numbers; or set them by hand, and take the file away.",
    ),
}

SECTIONS: Final[Mapping[str, Mapping[str, Meaning]]] = {
    "Files": FILES,
    "The hotline": HOTLINE,
    "Menus": MENU,
    "Services and numbers": SERVICES,
    "Sentences and figures": PROMPTS,
    "Translation and approval": TRANSLATION,
    "Clips": CLIPS,
    "Recordings": RECORDINGS,
    "Engines and voices": VOICES,
    "Serving and proof": SERVING,
    "Test calls": TEST_CALLS,
    "From the account to the answer": DOCTOR,
    "Alarms": ALARMS,
    "The journal": JOURNAL,
    "The account at the carrier": ACCOUNT,
}
"""The codes as the page of problems tells them, by what they are about."""

CODES: Final[Mapping[str, Meaning]] = {
    code: meaning for section in SECTIONS.values() for code, meaning in section.items()
}
"""Every code there is."""
