"""What files in German, French and Spanish call our fields."""

PERSON_ID = (
    *("Personalnummer", "Personal-Nr", "Pers.-Nr.", "Mitarbeiternummer", "Mitarbeiter-ID", "Mitarbeiter-Nr"),
    *("Matricule", "Numéro d'employé", "ID employé", "Identifiant employé"),
    *("Número de empleado", "ID de empleado", "Nº de empleado", "Legajo"),
)
EMAIL = (
    *("E-Mail-Adresse", "Mailadresse", "E-Mail (dienstlich)", "Dienstliche E-Mail"),
    *("Courriel", "Adresse e-mail", "Adresse électronique", "E-mail professionnel", "Adresse mail"),
    *("Correo electrónico", "Correo", "Correo de trabajo"),
)
FIRST_NAME = ("Vorname", "Prénom", "Nombre")
LAST_NAME = ("Nachname", "Familienname", "Nom de famille", "Nom", "Apellidos", "Apellido")
FULL_NAME = (
    *("Mitarbeiter", "Mitarbeitername", "Vollständiger Name"),
    *("Nom complet", "Nom et prénom", "Nom Prénom", "Nombre completo", "Nombre y apellidos"),
)
JOB_TITLE = (
    *("Stelle", "Stellenbezeichnung", "Berufsbezeichnung", "Funktion"),
    *("Poste", "Fonction", "Intitulé du poste", "Puesto", "Cargo", "Puesto de trabajo"),
)
TEAM = ("Abteilung", "Bereich", "Service", "Département", "Équipe", "Departamento", "Equipo", "Área")
LOCATION = ("Standort", "Arbeitsort", "Lieu de travail", "Site de travail", "Lugar de trabajo", "Ubicación")
MANAGER = (
    *("Vorgesetzter", "Vorgesetzte", "Vorgesetzte/r", "Führungskraft"),
    *(
        "Responsable",
        "Responsable hiérarchique",
        "Manager direct",
        "Jefe",
        "Jefe directo",
        "Supervisor directo",
    ),
)
HIRED = (
    *("Eintrittsdatum", "Eintritt", "Einstellungsdatum"),
    *("Date d'embauche", "Date d'entrée", "Fecha de alta", "Fecha de ingreso", "Fecha de contratación"),
)
LEFT = (
    *("Austrittsdatum", "Austritt", "Date de départ", "Date de sortie", "Date de fin de contrat"),
    *("Fecha de baja", "Fecha de salida", "Fecha de egreso"),
)
COURSE_CODE = (
    *("Kursnummer", "Kurs-Nr", "Kurscode", "Code formation", "Code de la formation", "Code cours"),
    *("Código del curso", "Código de curso"),
)
COURSE_TITLE = (
    *("Kurs", "Kurstitel", "Kursname", "Schulung", "Seminar", "Formation", "Intitulé de la formation"),
    *("Nom de la formation", "Cours", "Curso", "Nombre del curso", "Título del curso"),
)
TITLE = ("Titel", "Bezeichnung", "Titre", "Intitulé", "Título")
PROVIDER = ("Anbieter", "Organisme", "Organisme de formation", "Proveedor")
COST = ("Kosten", "Preis", "Coût", "Prix", "Coste", "Costo", "Precio")
CURRENCY = ("Währung", "Devise", "Moneda", "Divisa")
COMPLETED_ON = (
    *("Abschlussdatum", "Abgeschlossen am", "Schulungsdatum"),
    *("Date de réalisation", "Date de formation", "Date de fin de formation"),
    *("Fecha de finalización", "Fecha de realización", "Fecha del curso"),
)
RESULT = ("Ergebnis", "Résultat", "État", "Statut", "Resultado", "Estado")
FIRST_DAY = ("Von", "Erster Tag", "Beginn", "Du", "Date de début", "Premier jour", "Desde", "Fecha de inicio")
LAST_DAY = ("Bis", "Letzter Tag", "Ende", "Au", "Date de fin", "Dernier jour", "Hasta", "Fecha de fin")
ABSENCE_KIND = ("Abwesenheitsart", "Art", "Type d'absence", "Motif", "Tipo de ausencia", "Motivo")
