"""Which certificates a course leads to, and which it renews."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Certificate, Course, CourseCertificate
from pmplanner.models.statuses import CertificateLink
from pmplanner.sentences import said
from pmplanner.services.errors import PlanError
from pmplanner.services.lookup import fold, get
from pmplanner.storage import journal


class LinkedCertificate(NamedTuple):
    """A certificate that a course leads to, or renews."""

    id: int
    code: str
    name: str


def certificate_links(db: Session, course_id: int, kind: CertificateLink) -> list[LinkedCertificate]:
    """Return the certificates that a course leads to, or those that it renews, by code."""
    query = (
        select(Certificate.id, Certificate.code, Certificate.name)
        .join(CourseCertificate, CourseCertificate.certificate_id == Certificate.id)
        .where(CourseCertificate.course_id == course_id, CourseCertificate.kind == kind)
    )
    return sorted((LinkedCertificate(*row) for row in db.execute(query)), key=lambda each: fold(each.code))


def set_certificate_links(
    db: Session, course_id: int, kind: CertificateLink, certificate_ids: Collection[int]
) -> None:
    """Let a course lead to these certificates, or renew them.

    What a course of the catalogue leads to comes with it, and PlanError is raised; what renews a certificate
    is the workplace's to say of any course.
    """
    course = get(db, Course, course_id)
    if course.bundled and kind == CertificateLink.LEADS_TO:
        raise PlanError(
            said("“{course}” comes with the catalogue. Copy it and change the copy.", course=course.title)
        )
    wanted = dict.fromkeys(get(db, Certificate, key).id for key in certificate_ids)
    there = db.execute(
        select(CourseCertificate.id, CourseCertificate.certificate_id).where(
            CourseCertificate.course_id == course_id, CourseCertificate.kind == kind
        )
    ).all()
    journal.bulk_delete(db, CourseCertificate, {row_id for row_id, key in there if key not in wanted})
    known = {key for _, key in there}
    db.add_all(
        CourseCertificate(course_id=course_id, certificate_id=key, kind=kind)
        for key in wanted
        if key not in known
    )
    db.flush()
