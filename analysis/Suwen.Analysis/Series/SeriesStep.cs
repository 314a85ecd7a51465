namespace Suwen.Analysis.Series;

/// <summary>How far apart the dates of a series lie.</summary>
internal enum SeriesStep
{
    Day,
    Week,
    Month,
    Quarter,
    Year,

    /// <summary>The time column holds whole numbers such as 1, 2, 3 instead of dates.</summary>
    Number,
}
