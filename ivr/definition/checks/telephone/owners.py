"""Whether a number is its service's own, where the name or the urgency says whose it must be."""

from __future__ import annotations

from ivr.definition.numbering import Plan, Reading, is_slip


def not_its_own(name: str, urgency: str, reading: Reading, plan: Plan) -> str:
    """Return why a number cannot be a service's, as the end of a sentence; empty if it can.

    That nobody can have a number is told of otherwise.

    >>> from ivr.definition.numbering import plan_of
    >>> plan = plan_of("NO")
    >>> not_its_own("fire", "life", plan.read("22 66 90 50"), plan)
    'is not [110], the number of the fire service'
    >>> not_its_own("rescue", "life", plan.read("22 66 90 50"), plan)
    'is no emergency number in Norway, and its urgency is [life]'
    >>> not_its_own("police", "life", plan.read("112"), plan)
    ''
    """
    known, meant = reading.known, [one for one in plan.known if one.is_meant_by(name)]
    if (known and known in meant) or reading.is_example or reading.fault:
        return ""
    vital = next((one for one in meant if one.is_emergency), None)
    if known and meant and (vital or _is_serious(reading, plan, name)):
        return f"is the number of {known.owner}"
    if vital:
        return f"is not [{vital.number}], the number of {vital.owner}"
    is_emergency = known.is_emergency if known else plan.is_emergency(reading.digits)
    if urgency != "life" or is_emergency:
        return ""
    return f"is no emergency number in {plan.name}, and its urgency is [life]"


def _is_serious(reading: Reading, plan: Plan, name: str) -> bool:
    """Tell whether a known number stands for another that the name means, or is an emergency's."""
    known = reading.known
    slips = (is_slip(reading.digits, one.digits) for one in plan.known if one.is_meant_by(name))
    return known is not None and (known.is_emergency or any(slips))


def its_own(name: str, plan: Plan) -> str:
    """Return what to write instead; empty where neither name nor country says it.

    >>> from ivr.definition.numbering import plan_of
    >>> its_own("fire", plan_of("NO")), its_own("rescue", plan_of("SE"))
    ('Write "110", or give the service another name.', '')
    """
    meant = [one for one in plan.known if one.is_meant_by(name)]
    if meant:
        own = next((one for one in meant if one.is_emergency), meant[0])
        return f'Write "{own.number}", or give the service another name.'
    named = [f"[{one.number}]" for one in plan.known if one.is_emergency]
    return f"Write one of {', '.join(named)}, or [urgency: urgent]." if named else ""
