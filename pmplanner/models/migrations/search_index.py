"""The triggers that keep the search index: the only ones that a workspace has."""

_ROW = """
    INSERT INTO course_search (rowid, title, code, skills, provider, description)
    SELECT course.id, course.title, course.code,
           (SELECT group_concat(skill.name, ', ') FROM course_skill
            JOIN skill ON skill.id = course_skill.skill_id WHERE course_skill.course_id = course.id),
           course.provider, course.description
    FROM course WHERE course.id = {id};
"""

TRIGGERS = {
    f"course_search_{name}": (
        f"CREATE TRIGGER course_search_{name} AFTER {when} BEGIN "
        f"DELETE FROM course_search WHERE rowid = {row_id}; {_ROW.format(id=row_id)} END"
    )
    for name, when, row_id in (
        ("course_added", "INSERT ON course", "new.id"),
        ("course_changed", "UPDATE ON course", "new.id"),
        ("course_removed", "DELETE ON course", "old.id"),
        ("skill_added", "INSERT ON course_skill", "new.course_id"),
        ("skill_removed", "DELETE ON course_skill", "old.course_id"),
    )
}
"""The statement that makes each, by name."""

FILL = _ROW.format(id="course.id")
"""The statement that indexes every course, into an index that is empty."""
