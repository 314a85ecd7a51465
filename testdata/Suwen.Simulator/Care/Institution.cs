namespace Suwen.Simulator.Care;

public enum InstitutionKind { GeneralHospital, TraditionalHospital, MaternalHospital, CommunityCentre, DiseaseControl, Insurance, PopulationOffice, DevicePlatform }

/// <summary>Somebody who sends data.</summary>
/// <param name="Index">0 … 9, stable.</param>
/// <param name="Source">The name of its feed, such as first-hospital.</param>
/// <param name="Name">Invented name with the city's own, such as 嘉兴市第一医院（合成）.</param>
/// <param name="Code">Twelve characters like a national institution code, of an invented range.</param>
/// <param name="Level">"三级", "二级", "一级" or empty.</param>
/// <param name="CountyIndex">Where it stands; −1 for a city-wide platform.</param>
public sealed record Institution(int Index, string Source, string Name, string Code, InstitutionKind Kind, string Level, int CountyIndex, int Beds, IReadOnlyList<Department> Departments)
{
    /// <summary>Seeing patients.</summary>
    public bool IsProvider => Kind <= InstitutionKind.CommunityCentre;
}

/// <summary>A clinical department (诊疗科目).</summary>
/// <param name="Code">The institution's own code.</param>
/// <param name="StandardCode">Code of the national list of clinical departments, such as 03.04 for 心血管内科专业.</param>
/// <param name="Beds">0 for one without a ward.</param>
public sealed record Department(int Index, string Code, string StandardCode, string Name, string Specialty, int Beds, IReadOnlyList<Clinician> Staff);

/// <summary>Somebody on the staff. <paramref name="Title"/>: 主任医师, 副主任医师, 主治医师, 住院医师, 护士 …</summary>
public sealed record Clinician(string Number, string Name, string Title, bool IsNurse);
