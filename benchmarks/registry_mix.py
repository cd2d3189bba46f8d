"""What an invented registry is drawn from: the classes that a survey met, words and codes."""

from __future__ import annotations

from itertools import accumulate

__all__ = ["COURSES", "CREDENTIALS", "OCCUPATIONS", "OTHERS", "REGIONS", "WEIGHTS", "WORDS"]

# How many of the 1,200 documents are of each class.
CREDENTIALS = {
    "Certificate": 121,
    "AssociateDegree": 61,
    "BachelorDegree": 59,
    "MasterDegree": 29,
    "Certification": 28,
    "License": 28,
    "CertificateOfCompletion": 27,
    "TechnicalLevel1Certificate": 14,
    "BachelorOfScienceDegree": 11,
    "ResearchDoctorate": 8,
    "TechnicalLevel2Certificate": 8,
    "AssociateOfArtsDegree": 7,
    "AssociateOfAppliedScienceDegree": 6,
    "MicroCredential": 4,
    "PostBaccalaureateCertificate": 4,
    "ApprenticeshipCertificate": 3,
    "AssociateOfScienceDegree": 3,
    "AcademicCertificate": 2,
    "BachelorOfArtsDegree": 2,
    "HigherEducationLevel1Certificate": 2,
    "MasterOfScienceDegree": 2,
    "ProfessionalDoctorate": 2,
    "DigitalBadge": 1,
    "DoctoralDegree": 1,
    "MasterOfArtsDegree": 1,
    "OpenBadge": 1,
}
COURSES = {"Course": 128, "LearningProgram": 79, "LearningOpportunityProfile": 63}
OTHERS = {
    "Task": 150,
    "TransferValueProfile": 74,
    "DataSetProfile": 63,
    "AccreditAction": 26,
    "Job": 19,
    "Occupation": 11,
    "Industry": 4,
    "AssessmentProfile": 1,
    "Collection": 1,
    "RegulateAction": 1,
    "TransferIntermediary": 1,
    "WorkRole": 1,
}
_STATES = """
Indiana,Texas,Ohio,California,New York,Florida,Michigan,IN,Iowa,Georgia,Illinois,Maine,Oregon,
Utah,Kansas,Nevada,Idaho,Alabama,Arkansas,Kentucky,Virginia,Arizona,Washington,Tennessee,
Colorado,Missouri,Wisconsin,Minnesota,Maryland,Louisiana,Oklahoma,Vermont,Delaware,Hawaii,
Alaska,Montana,Nebraska,Wyoming,New Jersey,Connecticut,Massachusetts,Pennsylvania,Rhode Island,
North Carolina,South Carolina,North Dakota,South Dakota,West Virginia,New Mexico,Mississippi
"""
REGIONS = tuple(_STATES.replace("\n", "").split(","))
_VOCABULARY = """
safety quality production maintenance design control data care business systems process network
security digital nursing accounting welding logistics electrical mechanical clinical analysis
communication management planning inspection assembly programming measurement materials
documentation equipment operation patient project customer ethics research statistics writing
mathematics chemistry biology physics drawing circuits hydraulics pneumatics machining robotics
automation sensors calibration troubleshooting lubrication refrigeration plumbing carpentry
masonry concrete surveying drafting printing forestry agriculture nutrition pharmacy dental
radiography phlebotomy counselling childhood literacy tourism hospitality culinary retail
marketing finance insurance auditing taxation payroll law policing firefighting aviation marine
rail trucking warehousing procurement composites textiles ceramics optics metrology acoustics
geology mining drilling energy solar turbines batteries recycling water sanitation zoology
"""
WORDS = tuple(_VOCABULARY.split())
# A word is as frequent as its place in the list allows, as in any language.
WEIGHTS = tuple(accumulate(1 / place for place in range(1, len(WORDS) + 1)))
OCCUPATIONS = tuple(
    f"{group}-{number}"
    for group in (47, 11, 13, 15, 17, 19, 21, 25, 29, 31, 33, 35, 41, 43, 49, 51, 53)
    for number in range(1021, 1071)
)
