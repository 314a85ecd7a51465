namespace Suwen.Governance.MasterIndex.Linkage;

/// <summary>A profile in normalised values.</summary>
internal sealed class PersonRecord(long id)
{
    public readonly long Id = id;

    public FieldValue? Source;
    public FieldValue? Family;
    public FieldValue? Given;
    public FieldValue? BirthDate;
    public FieldValue? Sex;
    public FieldValue? NationalId;
    public FieldValue? Phone;
    public FieldValue? Email;
    public FieldValue? StreetNumber;
    public FieldValue? Street;
    public FieldValue? District;
    public FieldValue? City;
    public FieldValue? Province;
    public FieldValue? Postcode;
    public FieldValue? InsuranceNo;
    public FieldValue? RecordNo;
    public FieldValue? Guardian;

    /// <summary>The record of a newborn without a name of its own (王芳之女).</summary>
    public bool IsNewborn;

    /// <summary>True when the national ID contradicts the date of birth that the record states beside it.</summary>
    public bool IsNumberDoubtful;

    public FieldValue? this[LinkageField field]
    {
        get => field switch
        {
            LinkageField.FamilyName => Family,
            LinkageField.GivenName => Given,
            LinkageField.BirthDate => BirthDate,
            LinkageField.Sex => Sex,
            LinkageField.NationalId => NationalId,
            LinkageField.Phone => Phone,
            LinkageField.Email => Email,
            LinkageField.StreetNumber => StreetNumber,
            LinkageField.Street => Street,
            LinkageField.District => District,
            LinkageField.City => City,
            LinkageField.Province => Province,
            LinkageField.Postcode => Postcode,
            LinkageField.InsuranceNo => InsuranceNo,
            LinkageField.RecordNo => RecordNo,
            _ => Guardian,
        };
        set
        {
            switch (field)
            {
                case LinkageField.FamilyName: Family = value; break;
                case LinkageField.GivenName: Given = value; break;
                case LinkageField.BirthDate: BirthDate = value; break;
                case LinkageField.Sex: Sex = value; break;
                case LinkageField.NationalId: NationalId = value; break;
                case LinkageField.Phone: Phone = value; break;
                case LinkageField.Email: Email = value; break;
                case LinkageField.StreetNumber: StreetNumber = value; break;
                case LinkageField.Street: Street = value; break;
                case LinkageField.District: District = value; break;
                case LinkageField.City: City = value; break;
                case LinkageField.Province: Province = value; break;
                case LinkageField.Postcode: Postcode = value; break;
                case LinkageField.InsuranceNo: InsuranceNo = value; break;
                case LinkageField.RecordNo: RecordNo = value; break;
                default: Guardian = value; break;
            }
        }
    }
}
