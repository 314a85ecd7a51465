namespace Suwen.Server.Analyses;

/// <summary>A text in both languages.</summary>
internal sealed record AnalysisWords(string Zh, string En);

/// <summary>A parameter of a method.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Summary">What it is.</param>
/// <param name="Type">string, number, integer, boolean, array.</param>
/// <param name="IsRequired">True where a value must be given.</param>
/// <param name="IsColumn">True where the value names a column of the input, or several.</param>
/// <param name="Default">The value where none is given.</param>
/// <param name="Choices">The words allowed.</param>
/// <param name="Minimum">The smallest number allowed.</param>
/// <param name="Maximum">The largest number allowed.</param>
internal sealed record MethodParameter(string Name, AnalysisWords Summary, string Type, bool IsRequired, bool IsColumn, string? Default, IReadOnlyList<string>? Choices, double? Minimum, double? Maximum);

/// <summary>A table that a method gives.</summary>
internal sealed record MethodOutput(string Name, AnalysisWords Summary, string Columns);

/// <summary>A method of analysis.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Area">The shelf it stands on.</param>
/// <param name="Title">Its title.</param>
/// <param name="Summary">What it is.</param>
/// <param name="Parameters">Its parameters.</param>
/// <param name="Outputs">Its tables.</param>
/// <param name="References">What it follows.</param>
/// <param name="GivesModel">True where what it fits can be kept on the shelf.</param>
/// <param name="TakesModel">True where it applies a model of the shelf.</param>
/// <param name="NeedsInput">True where it reads a table.</param>
/// <param name="FurtherInputs">Tables that it reads beside the main one; such methods run on the command line and in packs.</param>
internal sealed record Method(
    string Name, string Area, AnalysisWords Title, AnalysisWords Summary, IReadOnlyList<MethodParameter> Parameters, IReadOnlyList<MethodOutput> Outputs, IReadOnlyList<string> References, bool GivesModel, bool TakesModel, bool NeedsInput, IReadOnlyList<string> FurtherInputs);

/// <summary>A column of a result.</summary>
internal sealed record AnalysisColumn(string Name, string Type);

/// <summary>A table of a result.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Columns">Its columns.</param>
/// <param name="RowCount">Rows that the method gave.</param>
/// <param name="Rows">The first of them.</param>
internal sealed record AnalysisTable(string Name, IReadOnlyList<AnalysisColumn> Columns, long RowCount, IReadOnlyList<IReadOnlyList<object?>> Rows);

/// <summary>What a method found.</summary>
internal sealed record AnalysisResult(IReadOnlyList<AnalysisTable> Tables, IReadOnlyList<AnalysisWords> Notes, IReadOnlyList<AnalysisWords> Sentences);

/// <summary>An analysis that was run: all that is needed to run it again.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Title">Its title.</param>
/// <param name="Operator">Name of the method.</param>
/// <param name="Settings">Parameters by name.</param>
/// <param name="Sql">Its input.</param>
/// <param name="ModelName">A model of the shelf that it applied.</param>
/// <param name="ModelVersion">Version of that model.</param>
/// <param name="By">Who ran it.</param>
/// <param name="At">When.</param>
/// <param name="ElapsedMilliseconds">How long it took.</param>
/// <param name="ProductVersion">Version of Suwen.</param>
/// <param name="LoadId">Newest load of the warehouse when it ran.</param>
/// <param name="Level">Level, 1 to 5, of what it read in clear.</param>
/// <param name="RerunOf">The analysis that it repeats.</param>
/// <param name="HasModel">True where it fitted a model.</param>
internal sealed record AnalysisSummary(
    string Id, string Title, string Operator, IReadOnlyDictionary<string, string> Settings, string? Sql, string? ModelName, int? ModelVersion, string By, DateTimeOffset At, double ElapsedMilliseconds, string ProductVersion, long LoadId, int Level, string? RerunOf, bool HasModel);

/// <summary>An analysis with what it found.</summary>
internal sealed record Analysis(AnalysisSummary Record, AnalysisResult Result);

/// <summary>An analysis to run.</summary>
/// <param name="Operator">Name of the method.</param>
/// <param name="Title">A title; the method's own where not given.</param>
/// <param name="Sql">A SELECT whose answer is the input.</param>
/// <param name="Settings">Parameters by name.</param>
/// <param name="ModelName">A model of the shelf, for a method that applies one.</param>
/// <param name="ModelVersion">Its version; the newest where not given.</param>
internal sealed record AnalysisRequest(string Operator, string? Title, string? Sql, IReadOnlyDictionary<string, string>? Settings, string? ModelName, int? ModelVersion);

/// <summary>A model to put on the shelf.</summary>
/// <param name="AnalysisId">The analysis that fitted it.</param>
/// <param name="Name">Its name; a name that is there already gets one more version.</param>
internal sealed record KeepModelRequest(string AnalysisId, string Name);

/// <summary>How far a column of the data that a model is applied to lies from the data that it was fitted on.</summary>
/// <param name="Column">The column.</param>
/// <param name="Index">Population stability index over tenths of the fitting data: below 0.1 stable, above 0.25 shifted.</param>
internal sealed record ModelDrift(string Column, double Index);

/// <summary>One application of a model.</summary>
internal sealed record ModelUse(string By, DateTimeOffset At, string AnalysisId, long RowCount, IReadOnlyList<ModelDrift> Drift);

/// <summary>A version of a model on the shelf.</summary>
internal sealed record ShelfModel(string Name, int Version, string Operator, string AnalysisId, string By, DateTimeOffset At, IReadOnlyDictionary<string, double> Metrics, IReadOnlyList<ModelUse> Uses);
