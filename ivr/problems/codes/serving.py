"""What keeps a hotline from being served, proved, counted and watched."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ivr.problems.codes.meaning import Meaning

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
