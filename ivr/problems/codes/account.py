"""What is wrong at the carrier, and on the way from it to the answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ivr.problems.codes.meaning import Meaning

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
