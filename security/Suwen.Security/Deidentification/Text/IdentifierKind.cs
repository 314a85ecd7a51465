namespace Suwen.Security.Deidentification;

/// <summary>
/// What an identifier in text is. The kinds cover the eighteen of HIPAA Safe Harbor, 45 CFR 164.514(b)(2)(i), and the personal information of
/// GB/T 37964-2019 and GB/T 39725-2020 as far as they show in writing. A policy decides what happens to each; the detector only says where they are.
/// </summary>
public enum IdentifierKind : byte
{
    /// <summary>Name of the person whom the text is about, or of somebody whose part is not stated.</summary>
    PersonName = 0,

    /// <summary>Name of a relative, contact or guardian.</summary>
    RelativeName = 1,

    /// <summary>Name of somebody who treats or records: doctor, nurse, technician, surgeon.</summary>
    ClinicianName = 2,

    /// <summary>Citizen identification number of GB 11643 (18 or 15 positions), or a social security number.</summary>
    NationalId = 3,

    /// <summary>Passport, permit, officer's certificate, birth certificate, driving licence.</summary>
    OtherDocument = 4,

    /// <summary>Telephone or fax number.</summary>
    Phone = 5,

    /// <summary>Email address.</summary>
    Email = 6,

    /// <summary>Account of a messenger or network: WeChat, QQ, Weibo, Alipay.</summary>
    OnlineAccount = 7,

    /// <summary>Web address.</summary>
    Url = 8,

    /// <summary>Internet address, version 4 or 6, or hardware address.</summary>
    NetworkAddress = 9,

    /// <summary>Place smaller than a country: from province to room, whole or in part.</summary>
    Address = 10,

    /// <summary>Postal code.</summary>
    Postcode = 11,

    /// <summary>Name of a hospital, clinic or other health institution.</summary>
    Institution = 12,

    /// <summary>Name of an employer, school or other organisation.</summary>
    Organisation = 13,

    /// <summary>A date, whole or in part, from the year on; also a festival. The time of day behind it is not part of it.</summary>
    Date = 14,

    /// <summary>Age of a person; whether only those over 89 matter is for the policy to say.</summary>
    Age = 15,

    /// <summary>Number that a health institution gave: outpatient, inpatient, record, examination, specimen, accession number.</summary>
    RecordNumber = 16,

    /// <summary>Number of an insurance, health card or social security card.</summary>
    InsuranceNumber = 17,

    /// <summary>Bank card or account.</summary>
    BankCard = 18,

    /// <summary>Licence plate or vehicle identification number.</summary>
    VehiclePlate = 19,

    /// <summary>Serial number of a device or implant, certificate or licence number of any other sort.</summary>
    DeviceNumber = 20,
}
