"""People, their memberships in teams, and what is on file about them (Luật 30/2023/QH15, Điều 13 to 17)."""

from __future__ import annotations

from members.models.changes import DutyRecord, MemberChange
from members.models.facts import FactKind, InsuranceEnrolment, PersonFact
from members.models.former import FormerService, KeepDecision
from members.models.likeness import ToldApart
from members.models.looks import IdentityLook
from members.models.people import Membership, MembershipQuerySet, Person, PersonQuerySet
from members.models.selection import CouncilMember, SelectionMeeting, SelectionVote
from members.models.standards import FiledPaper, Recognition, StandardEvidence

__all__ = [
    "CouncilMember",
    "DutyRecord",
    "FactKind",
    "FiledPaper",
    "FormerService",
    "IdentityLook",
    "InsuranceEnrolment",
    "KeepDecision",
    "MemberChange",
    "Membership",
    "MembershipQuerySet",
    "Person",
    "PersonFact",
    "PersonQuerySet",
    "Recognition",
    "SelectionMeeting",
    "SelectionVote",
    "StandardEvidence",
    "ToldApart",
]
