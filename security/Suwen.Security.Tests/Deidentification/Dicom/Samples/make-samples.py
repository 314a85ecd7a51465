# Writes the samples beside this file with pydicom 2.3.1 (Debian python3-pydicom): one invented study in every way that DICOM files are written.
# Whatever must not be released contains ZZ (texts) or begins with 1.3.6.1.4.1.99999 (UIDs); the only days in it are in 1999 and 2001.
import sys
from pathlib import Path
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.sequence import Sequence
from pydicom.uid import DeflatedExplicitVRLittleEndian, ExplicitVRBigEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian, RLELossless

ROOT = "1.3.6.1.4.1.99999."
HERE = Path(__file__).parent


def item(**values):
    d = Dataset()
    for k, v in values.items():
        setattr(d, k, v)
    return d


def study(syntax):
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.2"
    meta.MediaStorageSOPInstanceUID = ROOT + "3.1"
    meta.TransferSyntaxUID = syntax
    meta.ImplementationClassUID = "1.2.826.0.1.3680043.8.498.1"
    meta.SourceApplicationEntityTitle = "ZZSOURCE"
    d = FileDataset("", {}, file_meta=meta, preamble=b"ZZ" * 64)
    d.is_implicit_VR = syntax == ImplicitVRLittleEndian
    d.is_little_endian = syntax != ExplicitVRBigEndian
    d.SpecificCharacterSet = "ISO_IR 192"
    d.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
    d.InstanceCreationDate = "19990102"
    d.SOPClassUID = "1.2.840.10008.5.1.4.1.1.2"
    d.SOPInstanceUID = ROOT + "3.1"
    d.StudyDate = "19990102"
    d.AcquisitionDateTime = "19990102081500.000000"
    d.StudyTime = "081500"
    d.AccessionNumber = "ZZ77"
    d.Modality = "CT"
    d.Manufacturer = "Maker"
    d.InstitutionName = "ZZ Hospital"
    d.InstitutionAddress = "ZZ Road 1"
    d.ReferringPhysicianName = "ZZRef^Doctor"
    d.StationName = "ZZSTATION"
    d.StudyDescription = "Thorax"
    d.OperatorsName = "ZZOp^Erator"
    d.add_new(0x00081110, "SQ", [item(ReferencedSOPClassUID="1.2.840.10008.3.1.2.3.1", ReferencedSOPInstanceUID=ROOT + "8")])
    d.ReferencedImageSequence = Sequence([item(ReferencedSOPClassUID="1.2.840.10008.5.1.4.1.1.2", ReferencedSOPInstanceUID=ROOT + "3.2")])
    with_private = d.private_block(0x0009, "ZZ MAKER", create=True)
    with_private.add_new(1, "LO", "ZZ private")
    d.PatientName = "ZZFamily^Given=ZZ张^建国"
    d.PatientID = "ZZ100031"
    d.PatientBirthDate = "19990102"
    d.PatientSex = "F"
    d.OtherPatientIDs = "ZZ9"
    d.PatientAge = "093Y"
    d.PatientAddress = "ZZ Street"
    d.AdditionalPatientHistory = "患者ZZ张建国，电话13905718888"
    d.DeviceSerialNumber = "ZZ555"
    d.SoftwareVersions = "v1"
    d.DateOfLastCalibration = "20010203"
    d.ProtocolName = "Thorax routine"
    d.StudyInstanceUID = ROOT + "1"
    d.SeriesInstanceUID = ROOT + "2"
    d.StudyID = "ZZ42"
    d.FrameOfReferenceUID = ROOT + "1.5"
    d.SamplesPerPixel = 1
    d.PhotometricInterpretation = "MONOCHROME2"
    d.Rows = 4
    d.Columns = 4
    d.BitsAllocated = 8
    d.BitsStored = 8
    d.HighBit = 7
    d.PixelRepresentation = 0
    d.BurnedInAnnotation = "YES"
    request = item(RequestedProcedureID="ZZ12", RequestedProcedureDescription="CT thorax", ScheduledProcedureStepID="ZZ13")
    d.RequestAttributesSequence = Sequence([request])
    person = item(ValueType="PNAME", RelationshipType="HAS OBS CONTEXT", PersonName="ZZWitness^X")
    person.add_new(0x0040A120, "DT", "19990102081500")
    inner = item(ValueType="TEXT", RelationshipType="CONTAINS", TextValue="电话13905718888")
    inner.ContentSequence = Sequence([person])
    d.ContentSequence = Sequence([inner])
    code = item(CodeValue="ZZ-1", CodingSchemeDesignator="99ZZ", CodeMeaning="ZZ Person")
    d.add_new(0x00401101, "SQ", [code])
    d.IconImageSequence = Sequence([item(Rows=1, Columns=1)])
    d.add_new(0x50000010, "US", 1)
    d.add_new(0x50003000, "OW", b"ZZ")
    d.add_new(0x60000010, "US", 4)
    d.add_new(0x60003000, "OW", b"ZZZZ")
    d.add_new(0x60004000, "LT", "ZZ overlay")
    d.PixelData = bytes(range(16))
    d["PixelData"].VR = "OW"
    return d


def endless(sequence_holder):
    for e in sequence_holder:
        if e.VR == "SQ":
            e.is_undefined_length = True
            for i in e.value:
                i.is_undefined_length_sequence_item = True
                endless(i)


for name, syntax in [("explicit-little", ExplicitVRLittleEndian), ("implicit-little", ImplicitVRLittleEndian), ("explicit-big", ExplicitVRBigEndian), ("deflated", DeflatedExplicitVRLittleEndian)]:
    study(syntax).save_as(HERE / (name + ".dcm"), write_like_original=False)

d = study(ExplicitVRLittleEndian)
endless(d)
d.save_as(HERE / "endless-sequences.dcm", write_like_original=False)

d = study(RLELossless)
d.PixelData = encapsulate([b"\x01\x00\x00\x00" + b"\x40" + b"\x00" * 59 + bytes([15]) + bytes(range(16))])
d["PixelData"].VR = "OB"
d["PixelData"].is_undefined_length = True
d.save_as(HERE / "encapsulated.dcm", write_like_original=False)
