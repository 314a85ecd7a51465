namespace Suwen.Simulator.Region;

/// <summary>A county, district or county-level city. <paramref name="Code"/>: six digits, GB/T 2260.</summary>
public sealed record County(int Index, string Code, string Name, IReadOnlyList<Town> Towns, int FirstCommunity, int CommunityCount);

/// <summary>A street office, town or township. <paramref name="Code"/>: nine digits.</summary>
public sealed record Town(string Code, string Name, bool IsUrban);

/// <summary>A neighbourhood or village of some two thousand residents, the unit in which people are made.</summary>
/// <param name="Index">Number of the community in the region.</param>
/// <param name="Name">Invented, such as 新安社区 or 前进村.</param>
/// <param name="FirstResident">The first of its residents; they are numbered without a gap.</param>
/// <param name="ResidentCount">Its residents on the first day and those born or moved in later.</param>
public sealed record Community(int Index, County County, Town Town, string Name, bool IsUrban, int FirstResident, int ResidentCount);

/// <summary>A day school, kindergarten, care home or factory of a community: where outbreaks start.</summary>
public sealed record Gathering(int Index, GatheringKind Kind, string Name, Community Community, int FirstAge, int LastAge);

public enum GatheringKind { Kindergarten, PrimarySchool, MiddleSchool, CareHome, Factory, Village }
