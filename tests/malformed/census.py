"""A small sound census that never changes, so that what malformed copies of it get never does either."""

_HEADER = """\
<?xml version="1.0" encoding="UTF-8"?>
<Message>
  <Header>
    <CollectionDetails>
      <Collection>CIN</Collection>
      <Year>2023</Year>
      <ReferenceDate>2023-03-31</ReferenceDate>
    </CollectionDetails>
    <Source>
      <SourceLevel>L</SourceLevel>
      <LEA>999</LEA>
      <SoftwareCode>Lodestar</SoftwareCode>
      <SerialNo>001</SerialNo>
    </Source>
  </Header>
  <Children>
"""
_CHILD = """\
    <Child>
      <ChildIdentifiers>
        <LAchildID>SAM{number:06}</LAchildID>
        <UPNunknown>UN1</UPNunknown>
        <PersonBirthDate>2014-08-{number:02}</PersonBirthDate>
        <GenderCurrent>1</GenderCurrent>
      </ChildIdentifiers>
      <ChildCharacteristics>
        <Ethnicity>WBRI</Ethnicity>
        <Disabilities>
          <Disability>NONE</Disability>
        </Disabilities>
      </ChildCharacteristics>
      <CINdetails>
        <CINreferralDate>2022-06-{number:02}</CINreferralDate>
        <ReferralSource>3F</ReferralSource>
        <PrimaryNeedCode>N1</PrimaryNeedCode>
{assessment}        <ReferralNFA>0</ReferralNFA>
      </CINdetails>
    </Child>
"""
_ASSESSMENT = """\
        <Assessments>
          <AssessmentActualStartDate>2022-07-01</AssessmentActualStartDate>
          <AssessmentAuthorisationDate>2022-08-01</AssessmentAuthorisationDate>
          <FactorsIdentifiedAtAssessment>
            <AssessmentFactors>4B</AssessmentFactors>
          </FactorsIdentifiedAtAssessment>
        </Assessments>
        <Section47>
          <S47ActualStartDate>2022-07-04</S47ActualStartDate>
          <InitialCPCtarget>2022-07-25</InitialCPCtarget>
          <DateOfInitialCPC>2022-07-22</DateOfInitialCPC>
          <ICPCnotRequired>0</ICPCnotRequired>
        </Section47>
"""
_END = """\
  </Children>
</Message>
"""


def sound_census(children: int = 12) -> str:
    """Return a census of so many invented children, of whom every second was assessed."""
    told = (_CHILD.format(number=number, assessment=_ASSESSMENT * (number % 2)) for number in range(1, children + 1))
    return "".join([_HEADER, *told, _END])
