"""What every mapped class shares: ids never reused, a version counter, exact column types."""

from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import Dialect, Integer, MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class _Scaled(TypeDecorator[Decimal]):
    """A decimal kept as a whole number of its smallest step, so that sums are exact."""

    impl = Integer
    cache_ok = True
    steps: ClassVar[int]

    def process_bind_param(self, value: Decimal | int | None, dialect: Dialect) -> int | None:
        """Turn the decimal into steps; raise ValueError when it lies between two."""
        if value is None:
            return None
        scaled = Decimal(value) * self.steps
        if scaled != scaled.to_integral_value():
            raise ValueError(f"{value} is not a multiple of 1/{self.steps}")
        return int(scaled)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        """Turn steps back into the decimal."""
        return None if value is None else Decimal(value) / self.steps


class Days(_Scaled):
    """Days in steps of 0.25."""

    steps = 4
    cache_ok = True


class Money(_Scaled):
    """An amount in hundredths of its currency."""

    steps = 100
    cache_ok = True


class Units(_Scaled):
    """Units of a certificate, or hours, in hundredths."""

    steps = 100
    cache_ok = True


class Millionths(_Scaled):
    """What one currency is worth in another, in millionths."""

    steps = 1_000_000
    cache_ok = True


class Base(DeclarativeBase):
    """Base of all mapped classes."""

    metadata = MetaData(naming_convention=NAMING)


class Row(Base):
    """A journaled row: an id that is never given out twice and a version that counts its changes."""

    __abstract__ = True

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:  # noqa: N805
        """Keep SQLite from reusing ids; classes with constraints of their own extend this."""
        # Without it SQLite gives the id of the last row out again once that is deleted, and undo would meet a
        # stranger.
        return (*getattr(cls, "constraints", ()), {"sqlite_autoincrement": True})

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805
        """Count versions, so that a row changed by somebody else is noticed."""
        # SQLAlchemy adds it to the condition of each UPDATE, and raises when no row had that version.
        return {"version_id_col": cls.version}

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-2)
    version: Mapped[int] = mapped_column(sort_order=-1)
