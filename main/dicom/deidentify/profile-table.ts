// DICOM PS3.15 table E.1-1 in our own words: the attributes that may identify a person, and the action for each.
// A row is: tag, keyword, action of the Basic Application Level Confidentiality Profile, and the options that soften it.
// Actions (table E.1-1a): X remove, Z empty, D dummy value, U other identifier. Of several, the first that the image's definition allows.
// Options: d Retain Device Identity, p Retain Patient Characteristics (P: cleaned), t Retain Longitudinal Temporal Information,
// c Clean Descriptors, u Retain UIDs.

import { z } from 'zod';

export interface ProfileRow {
  readonly keyword: string;
  readonly code: ProfileCode;
  /** Letters of the options, as above. */
  readonly options: string;
}

const Code = z.enum(['X', 'Z', 'D', 'U', 'X/Z', 'X/D', 'X/Z/D', 'Z/D', 'X/Z/U']);
export type ProfileCode = z.infer<typeof Code>;

/** Returns the rows by tag. `actions.ts` handles overlays, curves and private attributes, which the table lists by group. */
export function profileRows(): ReadonlyMap<number, ProfileRow> {
  return new Map(
    `${TABLE}\n${LATER}`.split('\n').map((line) => {
      const [tag, keyword, code, options = ''] = line.split(' ');
      return [Number.parseInt(tag, 16), { keyword, code: Code.parse(code), options }];
    }),
  );
}

/** The edition of 2022. */
const TABLE = `00001000 AffectedSOPInstanceUID X u
00001001 RequestedSOPInstanceUID U u
00020003 MediaStorageSOPInstanceUID U u
00041511 ReferencedSOPInstanceUIDInFile U u
00080014 InstanceCreatorUID U u
00080015 InstanceCoercionDateTime X t
00080018 SOPInstanceUID U u
00080020 StudyDate Z t
00080021 SeriesDate X/D t
00080022 AcquisitionDate X/Z t
00080023 ContentDate Z/D t
00080024 OverlayDate X t
00080025 CurveDate X t
0008002A AcquisitionDateTime X/Z/D t
00080030 StudyTime Z t
00080031 SeriesTime X/D t
00080032 AcquisitionTime X/Z t
00080033 ContentTime Z/D t
00080034 OverlayTime X t
00080035 CurveTime X t
00080050 AccessionNumber Z
00080058 FailedSOPInstanceUIDList U u
00080080 InstitutionName X/Z/D
00080081 InstitutionAddress X
00080082 InstitutionCodeSequence X/Z/D
00080090 ReferringPhysicianName Z
00080092 ReferringPhysicianAddress X
00080094 ReferringPhysicianTelephoneNumbers X
00080096 ReferringPhysicianIdentificationSequence X
0008009C ConsultingPhysicianName Z
0008009D ConsultingPhysicianIdentificationSequence X
00080201 TimezoneOffsetFromUTC X t
00081010 StationName X/Z/D d
00081030 StudyDescription X c
0008103E SeriesDescription X c
00081040 InstitutionalDepartmentName X
00081041 InstitutionalDepartmentTypeCodeSequence X
00081048 PhysiciansOfRecord X
00081049 PhysiciansOfRecordIdentificationSequence X
00081050 PerformingPhysicianName X
00081052 PerformingPhysicianIdentificationSequence X
00081060 NameOfPhysiciansReadingStudy X
00081062 PhysiciansReadingStudyIdentificationSequence X
00081070 OperatorsName X/Z/D
00081072 OperatorIdentificationSequence X/D
00081080 AdmittingDiagnosesDescription X c
00081084 AdmittingDiagnosesCodeSequence X c
00081110 ReferencedStudySequence X/Z u
00081111 ReferencedPerformedProcedureStepSequence X/Z/D u
00081120 ReferencedPatientSequence X
00081140 ReferencedImageSequence X/Z/U u
00081155 ReferencedSOPInstanceUID U u
00081195 TransactionUID U u
00082111 DerivationDescription X c
00082112 SourceImageSequence X/Z/U u
00083010 IrradiationEventUID U u
00084000 IdentifyingComments X c
00100010 PatientName Z
00100020 PatientID Z
00100021 IssuerOfPatientID X
00100030 PatientBirthDate Z
00100032 PatientBirthTime X
00100040 PatientSex Z p
00100050 PatientInsurancePlanCodeSequence X
00100101 PatientPrimaryLanguageCodeSequence X
00100102 PatientPrimaryLanguageModifierCodeSequence X
00101000 OtherPatientIDs X
00101001 OtherPatientNames X
00101002 OtherPatientIDsSequence X
00101005 PatientBirthName X
00101010 PatientAge X p
00101020 PatientSize X p
00101030 PatientWeight X p
00101040 PatientAddress X
00101050 InsurancePlanIdentification X
00101060 PatientMotherBirthName X
00101080 MilitaryRank X
00101081 BranchOfService X
00101090 MedicalRecordLocator X
00101100 ReferencedPatientPhotoSequence X
00102000 MedicalAlerts X c
00102110 Allergies X Pc
00102150 CountryOfResidence X
00102152 RegionOfResidence X
00102154 PatientTelephoneNumbers X
00102155 PatientTelecomInformation X
00102160 EthnicGroup X p
00102180 Occupation X c
001021A0 SmokingStatus X p
001021B0 AdditionalPatientHistory X c
001021C0 PregnancyStatus X p
001021D0 LastMenstrualDate X t
001021F0 PatientReligiousPreference X
00102203 PatientSexNeutered X/Z p
00102297 ResponsiblePerson X
00102299 ResponsibleOrganization X
00104000 PatientComments X c
00120010 ClinicalTrialSponsorName D
00120020 ClinicalTrialProtocolID D
00120021 ClinicalTrialProtocolName Z
00120030 ClinicalTrialSiteID Z
00120031 ClinicalTrialSiteName Z
00120040 ClinicalTrialSubjectID D
00120042 ClinicalTrialSubjectReadingID D
00120050 ClinicalTrialTimePointID Z
00120051 ClinicalTrialTimePointDescription X c
00120060 ClinicalTrialCoordinatingCenterName Z
00120071 ClinicalTrialSeriesID X
00120072 ClinicalTrialSeriesDescription X c
00120081 ClinicalTrialProtocolEthicsCommitteeName D
00120082 ClinicalTrialProtocolEthicsCommitteeApprovalNumber X
0016002B MakerNote X c
0016004B DeviceSettingDescription X c
0016004D CameraOwnerName X
0016004E LensSpecification X d
0016004F LensMake X d
00160050 LensModel X d
00160051 LensSerialNumber X d
00160070 GPSVersionID X
00160071 GPSLatitudeRef X
00160072 GPSLatitude X
00160073 GPSLongitudeRef X
00160074 GPSLongitude X
00160075 GPSAltitudeRef X
00160076 GPSAltitude X
00160077 GPSTimeStamp X
00160078 GPSSatellites X
00160079 GPSStatus X
0016007A GPSMeasureMode X
0016007B GPSDOP X
0016007C GPSSpeedRef X
0016007D GPSSpeed X
0016007E GPSTrackRef X
0016007F GPSTrack X
00160080 GPSImgDirectionRef X
00160081 GPSImgDirection X
00160082 GPSMapDatum X
00160083 GPSDestLatitudeRef X
00160084 GPSDestLatitude X
00160085 GPSDestLongitudeRef X
00160086 GPSDestLongitude X
00160087 GPSDestBearingRef X
00160088 GPSDestBearing X
00160089 GPSDestDistanceRef X
0016008A GPSDestDistance X
0016008B GPSProcessingMethod X
0016008C GPSAreaInformation X
0016008D GPSDateStamp X t
0016008E GPSDifferential X
00180010 ContrastBolusAgent Z/D c
00181000 DeviceSerialNumber X/Z/D d
00181002 DeviceUID U ud
00181004 PlateID X d
00181005 GeneratorID X d
00181007 CassetteID X d
00181008 GantryID X d
00181009 UniqueDeviceIdentifier X d
0018100A UDISequence X d
0018100B ManufacturerDeviceClassUID U ud
00181030 ProtocolName X/D c
00181400 AcquisitionDeviceProcessingDescription X/D c
00182042 TargetUID U u
00184000 AcquisitionComments X c
0018700A DetectorID X/D d
00189185 RespiratoryMotionCompensationTechniqueDescription X c
00189424 AcquisitionProtocolDescription X c
00189516 StartAcquisitionDateTime X/D t
00189517 EndAcquisitionDateTime X/D t
0018A003 ContributionDescription X c
0020000D StudyInstanceUID U u
0020000E SeriesInstanceUID U u
00200010 StudyID Z
00200052 FrameOfReferenceUID U u
00200200 SynchronizationFrameOfReferenceUID U u
00203401 ModifyingDeviceID X
00203406 ModifiedImageDescription X
00204000 ImageComments X c
00209158 FrameComments X c
00209161 ConcatenationUID U u
00209164 DimensionOrganizationUID U u
00281199 PaletteColorLookupTableUID U u
00281214 LargePaletteColorLookupTableUID U u
00284000 ImagePresentationComments X
00320012 StudyIDIssuer X
00321020 ScheduledStudyLocation X d
00321021 ScheduledStudyLocationAETitle X d
00321030 ReasonForStudy X c
00321032 RequestingPhysician X
00321033 RequestingService X
00321060 RequestedProcedureDescription X/Z c
00321066 ReasonForVisit X c
00321067 ReasonForVisitCodeSequence X c
00321070 RequestedContrastAgent X c
00324000 StudyComments X c
00340001 FlowIdentifierSequence D
00340002 FlowIdentifier D
00340005 SourceIdentifier D
00340007 FrameOriginTimestamp D t
00380004 ReferencedPatientAliasSequence X
00380010 AdmissionID X
00380011 IssuerOfAdmissionID X
00380014 IssuerOfAdmissionIDSequence X
0038001E ScheduledPatientInstitutionResidence X
00380020 AdmittingDate X t
00380021 AdmittingTime X t
00380040 DischargeDiagnosisDescription X c
00380050 SpecialNeeds X P
00380060 ServiceEpisodeID X
00380061 IssuerOfServiceEpisodeID X
00380062 ServiceEpisodeDescription X c
00380064 IssuerOfServiceEpisodeIDSequence X
00380300 CurrentPatientLocation X
00380400 PatientInstitutionResidence X
00380500 PatientState X Pc
00384000 VisitComments X c
00400001 ScheduledStationAETitle X d
00400002 ScheduledProcedureStepStartDate X t
00400003 ScheduledProcedureStepStartTime X t
00400004 ScheduledProcedureStepEndDate X t
00400005 ScheduledProcedureStepEndTime X t
00400006 ScheduledPerformingPhysicianName X
00400007 ScheduledProcedureStepDescription X c
0040000B ScheduledPerformingPhysicianIdentificationSequence X
00400010 ScheduledStationName X d
00400011 ScheduledProcedureStepLocation X d
00400012 PreMedication X P
00400241 PerformedStationAETitle X d
00400242 PerformedStationName X d
00400243 PerformedLocation X
00400244 PerformedProcedureStepStartDate X t
00400245 PerformedProcedureStepStartTime X t
00400250 PerformedProcedureStepEndDate X t
00400251 PerformedProcedureStepEndTime X t
00400253 PerformedProcedureStepID X
00400254 PerformedProcedureStepDescription X c
00400275 RequestAttributesSequence X c
00400280 CommentsOnThePerformedProcedureStep X c
0040050A SpecimenAccessionNumber X
00400512 ContainerIdentifier D
00400513 IssuerOfTheContainerIdentifierSequence Z
0040051A ContainerDescription X c
00400551 SpecimenIdentifier D
00400554 SpecimenUID U u
00400555 AcquisitionContextSequence X/Z
00400562 IssuerOfTheSpecimenIdentifierSequence Z
00400600 SpecimenShortDescription X c
00400602 SpecimenDetailedDescription X c
00400610 SpecimenPreparationSequence Z
004006FA SlideIdentifier X
00401001 RequestedProcedureID X
00401002 ReasonForTheRequestedProcedure X c
00401004 PatientTransportArrangements X
00401005 RequestedProcedureLocation X
0040100A ReasonForRequestedProcedureCodeSequence X c
00401010 NamesOfIntendedRecipientsOfResults X
00401011 IntendedRecipientsOfResultsIdentificationSequence X
00401101 PersonIdentificationCodeSequence D
00401102 PersonAddress X
00401103 PersonTelephoneNumbers X
00401104 PersonTelecomInformation X
00401400 RequestedProcedureComments X c
00402001 ReasonForTheImagingServiceRequest X c
00402008 OrderEnteredBy X
00402009 OrderEntererLocation X
00402010 OrderCallbackPhoneNumber X
00402011 OrderCallbackTelecomInformation X
00402016 PlacerOrderNumberImagingServiceRequest Z
00402017 FillerOrderNumberImagingServiceRequest Z
00402400 ImagingServiceRequestComments X c
00403001 ConfidentialityConstraintOnPatientDataDescription X
00404005 ScheduledProcedureStepStartDateTime X t
00404008 ScheduledProcedureStepExpirationDateTime X t
00404010 ScheduledProcedureStepModificationDateTime X t
00404011 ExpectedCompletionDateTime X t
00404023 ReferencedGeneralPurposeScheduledProcedureStepTransactionUID U u
00404025 ScheduledStationNameCodeSequence X d
00404027 ScheduledStationGeographicLocationCodeSequence X d
00404028 PerformedStationNameCodeSequence X d
00404030 PerformedStationGeographicLocationCodeSequence X d
00404034 ScheduledHumanPerformersSequence X
00404035 ActualHumanPerformersSequence X
00404036 HumanPerformerOrganization X
00404037 HumanPerformerName X
00404050 PerformedProcedureStepStartDateTime X t
00404051 PerformedProcedureStepEndDateTime X t
00404052 ProcedureStepCancellationDateTime X t
0040A027 VerifyingOrganization D
0040A073 VerifyingObserverSequence D
0040A075 VerifyingObserverName D
0040A078 AuthorObserverSequence X
0040A07A ParticipantSequence X
0040A07C CustodialOrganizationSequence X
0040A088 VerifyingObserverIdentificationCodeSequence Z
0040A123 PersonName D
0040A124 UID U
0040A171 ObservationUID U u
0040A172 ReferencedObservationUIDTrial U u
0040A192 ObservationDateTrial X t
0040A193 ObservationTimeTrial X t
0040A307 CurrentObserverTrial X
0040A352 VerbalSourceTrial X
0040A353 AddressTrial X
0040A354 TelephoneNumberTrial X
0040A358 VerbalSourceIdentifierCodeSequenceTrial X
0040A402 ObservationSubjectUIDTrial U u
0040A730 ContentSequence D
0040DB0C TemplateExtensionOrganizationUID U u
0040DB0D TemplateExtensionCreatorUID U u
0050001B ContainerComponentID X
00500020 DeviceDescription X d
00500021 LongDeviceDescription X c
00620021 TrackingUID U u
00700001 GraphicAnnotationSequence D
00700084 ContentCreatorName Z/D
00700086 ContentCreatorIdentificationCodeSequence X
0070031A FiducialUID U u
00701101 PresentationDisplayCollectionUID U u
00701102 PresentationSequenceCollectionUID U u
00880140 StorageMediaFileSetUID U u
00880200 IconImageSequence X
00880904 TopicTitle X
00880906 TopicSubject X
00880910 TopicAuthor X
00880912 TopicKeywords X
04000100 DigitalSignatureUID U
04000402 ReferencedDigitalSignatureSequence X
04000403 ReferencedSOPInstanceMACSequence X
04000404 MAC X
04000550 ModifiedAttributesSequence X
04000561 OriginalAttributesSequence X
04000600 InstanceOriginStatus X
20300020 TextString X
22000002 LabelText X/Z c
22000005 BarcodeValue X/Z
30060024 ReferencedFrameOfReferenceUID U u
300600C2 RelatedFrameOfReferenceUID U u
30080054 FirstTreatmentDate X/D t
30080056 MostRecentTreatmentDate X/D t
30080105 SourceSerialNumber X/Z d
30080250 TreatmentDate X/D t
30080251 TreatmentTime X/D t
300A0002 RTPlanLabel D c
300A0003 RTPlanName X c
300A0004 RTPlanDescription X c
300A0006 RTPlanDate X/D t
300A0007 RTPlanTime X/D t
300A000E PrescriptionDescription X c
300A0013 DoseReferenceUID U u
300A0016 DoseReferenceDescription X c
300A0072 FractionGroupDescription X c
300A0083 ReferencedDoseReferenceUID U u
300A00B2 TreatmentMachineName X d
300A00C3 BeamDescription X c
300A00DD BolusDescription X c
300A0196 FixationDeviceDescription X c
300A01A6 ShieldingDeviceDescription X c
300A01B2 SetupTechniqueDescription X c
300A0216 SourceManufacturer X d
300A02EB CompensatorDescription X c
300A0608 TreatmentPositionGroupLabel D c
300A0609 TreatmentPositionGroupUID U u
300A0611 RTAccessoryHolderSlotID Z
300A0615 RTAccessoryDeviceSlotID Z
300A0619 RadiationDoseIdentificationLabel D c
300A0623 RadiationDoseInVivoMeasurementLabel D c
300A062A RTToleranceSetLabel D c
300A0650 PatientSetupUID U u
300A0676 EquipmentFrameOfReferenceDescription X c
300A067C RadiationGenerationModeLabel D c
300A067D RadiationGenerationModeDescription Z c
300C0113 ReasonForOmissionDescription X c
300E0008 ReviewerName X/Z
30100006 ConceptualVolumeUID U u
3010000B ReferencedConceptualVolumeUID U u
3010000F ConceptualVolumeCombinationDescription Z c
30100013 ConstituentConceptualVolumeUID U u
30100015 SourceConceptualVolumeUID U u
30100017 ConceptualVolumeDescription Z c
3010001B DeviceAlternateIdentifier Z
3010002D DeviceLabel D d
30100031 ReferencedFiducialsUID U u
30100033 UserContentLabel D c
30100034 UserContentLongLabel D c
30100035 EntityLabel D c
30100036 EntityName X c
30100037 EntityDescription X c
30100038 EntityLongLabel D c
3010003B RTTreatmentPhaseUID U u
30100043 ManufacturerDeviceIdentifier Z d
3010004C IntendedPhaseStartDate X/D t
3010004D IntendedPhaseEndDate X/D t
30100054 RTPrescriptionLabel D c
30100056 RTTreatmentApproachLabel X/D c
3010005A RTPhysicianIntentNarrative Z c
3010005C ReasonForSuperseding Z c
30100061 PriorTreatmentDoseDescription X c
3010006E DosimetricObjectiveUID U u
3010006F ReferencedDosimetricObjectiveUID U u
30100077 TreatmentSite D c
3010007A TreatmentTechniqueNotes Z c
3010007B PrescriptionNotes Z c
3010007F FractionationNotes Z c
30100081 PrescriptionNotesSequence Z c
40000010 Arbitrary X
40004000 TextComments X
40080042 ResultsIDIssuer X
40080102 InterpretationRecorder X
4008010A InterpretationTranscriber X
4008010B InterpretationText X c
4008010C InterpretationAuthor X
40080111 InterpretationApproverSequence X
40080114 PhysicianApprovingInterpretation X
40080115 InterpretationDiagnosisDescription X c
40080118 ResultsDistributionListSequence X
40080119 DistributionName X
4008011A DistributionAddress X
40080202 InterpretationIDIssuer X
40080300 Impressions X c
40084000 ResultsComments X c
FFFAFFFA DigitalSignaturesSequence X
FFFCFFFC DataSetTrailingPadding X`;

/** Additions of later editions that a radiograph may contain, and attributes outside the table that name a device or hold free text. */
const LATER = `00080012 InstanceCreationDate X/D t
00080013 InstanceCreationTime X/D t
00080106 ContextGroupVersion X t
00080107 ContextGroupLocalVersion X t
00100011 PersonNamesToUseSequence X
00100012 NameToUse X
00100013 NameToUseComment X
00100014 ThirdPersonPronounsSequence X
00100015 PronounCodeSequence X
00100016 PronounComment X
00100033 PatientBirthDateInAlternativeCalendar X
00100034 PatientDeathDateInAlternativeCalendar X
00100035 PatientAlternativeCalendar X
00100041 GenderIdentitySequence X p
00100042 SexParametersForClinicalUseCategoryComment X P
00100043 SexParametersForClinicalUseCategorySequence X p
00100044 GenderIdentityCodeSequence X p
00100045 GenderIdentityComment X P
00100046 SexParametersForClinicalUseCategoryCodeSequence X p
00100047 SexParametersForClinicalUseCategoryReference X
00181010 SecondaryCaptureDeviceID X d
00181011 HardcopyCreationDeviceID X d
00181012 DateOfSecondaryCapture X t
00181014 TimeOfSecondaryCapture X t
00181020 SoftwareVersions X/Z/D d
00181200 DateOfLastCalibration X dt
00181201 TimeOfLastCalibration X dt
00181202 DateTimeOfLastCalibration X dt
00187006 DetectorDescription X c
0018700C DateOfLastDetectorCalibration X/D dt
0018700E TimeOfLastDetectorCalibration X/D dt
00189074 FrameAcquisitionDateTime X/D t
00189151 FrameReferenceDateTime X/D t
00281055 WindowCenterWidthExplanation X c
00283003 LUTExplanation X c`;
