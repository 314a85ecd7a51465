namespace Suwen.Security.Grading;

/// <summary>The five levels of health data of GB/T 39725-2020, clause 6.2: the higher, the fewer may see it.</summary>
public enum DataLevel
{
    /// <summary>Level 1: may be public, such as names of institutions and standard terms.</summary>
    Public = 1,

    /// <summary>Level 2: may be used widely; says nothing of a person.</summary>
    Wide = 2,

    /// <summary>Level 3: for a project that is authorised; names nobody, but could be traced back with other data.</summary>
    Medium = 3,

    /// <summary>Level 4: for those who take part in the person's care; identifies a person.</summary>
    Narrow = 4,

    /// <summary>Level 5: for the fewest, under strict control: HIV, sexually transmitted and psychotic disease, genetic data.</summary>
    Minimal = 5,
}

/// <summary>The kinds of health data of GB/T 39725-2020, clause 6.1, and the platform's own bookkeeping.</summary>
public enum DataCategory
{
    /// <summary>个人属性数据: who a person is.</summary>
    Attribute,

    /// <summary>健康状况数据: how a person is.</summary>
    Health,

    /// <summary>医疗应用数据: what care recorded.</summary>
    Application,

    /// <summary>医疗支付数据: what care cost.</summary>
    Payment,

    /// <summary>卫生资源数据: institutions, staff, terms.</summary>
    Resource,

    /// <summary>公共卫生数据: reports of public health.</summary>
    PublicHealth,

    /// <summary>Where a row came from and how it was processed.</summary>
    Platform,
}

/// <summary>What a reader sees in place of a value that is above their level.</summary>
public enum MaskKind
{
    /// <summary>By the column's type: nothing, or the year of a date.</summary>
    None,

    /// <summary>The first character and a star.</summary>
    Name,

    /// <summary>The first six characters of a long number (of a citizen's number the county, GB 11643), stars for the rest.</summary>
    Number,

    /// <summary>The first three characters, stars for the rest.</summary>
    Phone,

    /// <summary>The first six characters of an address: province and city.</summary>
    Place,

    /// <summary>Stars, and nothing of the text.</summary>
    Text,

    /// <summary>The first of January of the year.</summary>
    Year,
}

/// <summary>The grade of a column.</summary>
/// <param name="Level">How few may see it.</param>
/// <param name="Category">What kind of data it is.</param>
/// <param name="Mask">What takes its place for a reader below the level.</param>
/// <param name="Clause">Clause of GB/T 39725-2020.</param>
/// <param name="Reason">Why, in Chinese.</param>
public sealed record ColumnGrade(DataLevel Level, DataCategory Category, MaskKind Mask, string Clause, string Reason);
