// The defined and enumerated terms of coded attributes (DICOM PS3.3 and PS3.16 annex L). A code string can hold any word, even a name, so a
// copy keeps only these. The list covers projection radiographs; a coded attribute that is not listed is removed.

/** Returns the values up to the first that is not a term of the attribute. Undefined if the attribute has no known terms. */
export function definedTermsOf(tag: number, values: readonly string[]): readonly string[] | undefined {
  const isTerm = TERMS.get(tag);
  if (isTerm === undefined) return undefined;
  const wrong = values.findIndex((value) => value !== '' && !isTerm(value));
  return wrong === -1 ? values : values.slice(0, wrong);
}

/** A tag, its keyword, and its terms. `~` stands before a pattern instead of terms. */
const TABLE = `
00080005 SpecificCharacterSet ~(ISO_IR (6|13|100|101|109|110|126|127|138|144|148|166|192|203)|ISO 2022 IR (6|13|58|87|100|101|109|110|126|127|138|144|148|149|159|166|203)|GB18030|GBK)
00080008 ImageType ORIGINAL DERIVED PRIMARY SECONDARY AXIAL LOCALIZER POST_PROCESSED POSTPROCESSED CSA_RESAMPLED OTHER AP PA LAT LATERAL OBLIQUE STITCHED MIN_IP MAX_IP
00080060 Modality AR ASMT AU BDUS BI BMD CR CT CTPROTOCOL DG DOC DX ECG EPS ES FID GM HC HD IO IOL IVOCT IVUS KER KO LEN LS MG MR M3D NM OAM OCT OP OPM OPT OPTBSV OPTENF OPV OSS OT PLAN PR PT PX REG RESP RF RG RTDOSE RTIMAGE RTINTENT RTPLAN RTRAD RTRECORD RTSEGANN RTSTRUCT RWV SEG SM SMR SR SRF STAIN TEXTUREMAP TG US VA XA XAPROTOCOL XC
00080061 ModalitiesInStudy CR CT DG DX IO KO MG MR NM OT PR PT PX RF RG SC SEG SR US XA XC
00080064 ConversionType DV DI DF WSD SD SI DRW SYN
00080068 PresentationIntentType ~FOR (PRESENTATION|PROCESSING)
00080070 Manufacturer ~MAKER
00080105 MappingResource DCMR SDM
0008010B ContextGroupExtensionFlag Y N
0008010F ContextIdentifier ~\\d{1,5}
00080201 TimezoneOffsetFromUTC ~[+-]\\d{4}
00089205 PixelPresentation COLOR MONOCHROME MIXED TRUE_COLOR
00089206 VolumetricProperties VOLUME SAMPLED DISTORTED MIXED
00089207 VolumeBasedCalculationTechnique NONE MAX_IP MIN_IP VOLUME_RENDER SURFACE_RENDER MPR CURVED_MPR MIXED
00100040 PatientSex M F O
00102203 PatientSexNeutered ALTERED UNALTERED
001021A0 SmokingStatus YES NO UNKNOWN
00180015 BodyPartExamined ~BODYPART
00181147 FieldOfViewShape ROUND RECTANGLE HEXAGONAL
00181155 RadiationSetting SC GR
00181156 RectificationType ~(SINGLE PHASE|THREE PHASE|CONST POTENTIAL)
0018115A RadiationMode CONTINUOUS PULSED
00181166 Grid FIXED FOCUSED RECIPROCATING PARALLEL CROSSED NONE IN
00181191 AnodeTargetMaterial TUNGSTEN MOLYBDENUM RHODIUM
00181508 PositionerType CARM COLUMN MAMMOGRAPHIC PANORAMIC CEPHALOSTAT RIGID NONE
00181700 CollimatorShape RECTANGULAR CIRCULAR POLYGONAL
00181600 ShutterShape RECTANGULAR CIRCULAR POLYGONAL BITMAP
00185100 PatientPosition HFP HFS HFDR HFDL FFDR FFDL FFP FFS LFP LFS RFP RFS AFDR AFDL PFDR PFDL
00185101 ViewPosition AP PA LL RL RLD LLD RLO LLO CC MLO ML LM LMO XCCL XCCM LAT LATERAL AXIAL OBL
00187000 DetectorConditionsNominalFlag YES NO
00187004 DetectorType DIRECT SCINTILLATOR STORAGE FILM
00187005 DetectorConfiguration AREA SLOT
00187024 DetectorActiveShape RECTANGLE ROUND HEXAGONAL
00187034 FieldOfViewHorizontalFlip YES NO
00187050 FilterMaterial MOLYBDENUM ALUMINUM COPPER RHODIUM NIOBIUM EUROPIUM LEAD SILVER TIN TANTALUM MIXED
00181160 FilterType STRIP WEDGE BUTTERFLY MULTIPLE FLAT NONE SHAPED
00187060 ExposureControlMode MANUAL AUTOMATIC
00187064 ExposureStatus NORMAL ABORTED
00189004 ContentQualification PRODUCT RESEARCH SERVICE
00200020 PatientOrientation ~([APRLHF]{1,3}|(LE|RT|D|V|CR|CD|R|M|L|PA|PL){1,3})
00200060 Laterality R L
00200062 ImageLaterality R L U B
00209072 FrameLaterality R L U B
00280004 PhotometricInterpretation ~(MONOCHROME[12]|PALETTE COLOR|RGB|YBR_(FULL|FULL_422|PARTIAL_420|PARTIAL_422|ICT|RCT)|XYB|ARGB|CMYK|HSV)
00280300 QualityControlImage YES NO BOTH
00280301 BurnedInAnnotation YES NO
00280302 RecognizableVisualFeatures YES NO
00280303 LongitudinalTemporalInformationModified UNMODIFIED MODIFIED REMOVED
00280A02 PixelSpacingCalibrationType GEOMETRY FIDUCIAL
00281040 PixelIntensityRelationship LIN LOG DISP
00281054 RescaleType OD HU US MGML Z_EFF ED EDW HU_MOD PCT
00281056 VOILUTFunction LINEAR LINEAR_EXACT SIGMOID
00281090 RecommendedViewingMode ADD SUB NAT
00282110 LossyImageCompression 00 01
00282114 LossyImageCompressionMethod ~ISO_(10918_1|14495_1|15444_1|15444_15|13818_2|14496_10|23008_2|18181_1)
00283004 ModalityLUTType OD HU US MGML Z_EFF ED EDW HU_MOD PCT
00289108 DataRepresentation COMPLEX REAL IMAGINARY MAGNITUDE PHASE MIXED
20500020 PresentationLUTShape IDENTITY INVERSE`;

/** PS3.16 annex L, without the words of veterinary medicine. */
const BODY_PARTS = new Set(
  `ABDOMEN ABDOMENPELVIS ADRENAL ANKLE ANUS AORTA AORTICARCH APPENDIX ARM AXILLA BACK BLADDER BONE BRAIN BREAST BRONCHUS BUTTOCK CALCANEUS CALF
   CAROTID CEREBELLUM CERVIX CHEEK CHEST CHESTABDOMEN CHESTABDPELVIS CLAVICLE COCCYX COLON CORNEA CSPINE CTSPINE DUODENUM EAR ELBOW ESOPHAGUS
   EXTREMITY EYE EYELID FACE FEMUR FINGER FOOT FOREARM GALLBLADDER HAND HEAD HEADNECK HEART HIP HIPJOINT HUMERUS IAC ILEUM ILIUM JAW JEJUNUM
   KIDNEY KNEE LARYNX LEG LIVER LSPINE LSSPINE LUNG MANDIBLE MAXILLA MEDIASTINUM MOUTH NECK NECKCHEST NECKCHESTABDOMEN NECKCHESTABDPELV NOSE
   ORBIT OVARY PANCREAS PAROTID PATELLA PELVIS PENIS PHARYNX PROSTATE PUBIS RADIUS RADIUSULNA RECTUM RIB SACRUM SCALP SCAPULA SCLERA SCROTUM SHOULDER
   SINUS SKULL SPINE SPLEEN SSPINE STERNUM STOMACH TESTIS THIGH THORAX THUMB THYMUS THYROID TIBIA TIBIAFIBULA TLSPINE TMJ TOE TONGUE TRACHEA
   TSPINE ULNA URETER URETHRA UTERUS VAGINA VULVA WHOLEBODY WRIST ZYGOMA ACJOINT SIJOINT HIPS KNEES PELVIS_HIP HIP_PELVIS`.split(
    /\s+/,
  ),
);

/** The words in the names of companies that make X-ray equipment. */
const MAKER_WORDS = new Set(
  `agfa agfa-gevaert canon carestream konica minolta kodak eastman fuji fujifilm photo film ge gems general electric medical systems healthcare hologic lorad
   philips siemens healthineers toshiba samsung electronics shimadzu swissray varian varex vieworks hitachi drgem dk dongmun rayence trixell thales
   planmed planmeca giotto ims lodox eos imaging oldelft delft sedecal villa arcoma del idc imaging dynamics company co ltd inc corp corporation
   gmbh ag kg bv b v nv n v s a sa sas spa srl llc the and of x-ray xray radiology solutions technologies technology group europe usa japan
   osteograde phantom synthetic icrco ray quantum carl zeiss vidar lumisys howtek array icad merge sectra dcm4che gdcm pydicom dcmtk offis`.split(
    /\s+/,
  ),
);

const WORDS_OF_PATTERN: Readonly<Record<string, (value: string) => boolean>> = {
  '~BODYPART': (value) => BODY_PARTS.has(value.toUpperCase()),
  '~MAKER': (value) => value.split(/[\s.,&/()]+/).every((word) => word === '' || MAKER_WORDS.has(word.toLowerCase())),
};

const TERMS: ReadonlyMap<number, (value: string) => boolean> = new Map(
  TABLE.trim()
    .split('\n')
    .map((line) => {
      const [tag, , ...terms] = line.split(' ');
      return [Number.parseInt(tag, 16), termsIn(terms.join(' '))];
    }),
);

function termsIn(text: string): (value: string) => boolean {
  if (!text.startsWith('~')) {
    const terms = new Set(text.split(' '));
    return (value) => terms.has(value);
  }
  const pattern = new RegExp(`^${text.slice(1)}$`);
  return WORDS_OF_PATTERN[text] ?? ((value) => pattern.test(value));
}
