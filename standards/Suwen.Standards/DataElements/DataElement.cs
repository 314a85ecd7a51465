namespace Suwen.Standards.DataElements;

/// <summary>A data element of the health information directory (WS 363), or a site's own.</summary>
/// <param name="Id">Identifier: <c>DE02.01.039.00</c>.</param>
/// <param name="Name">Name in Chinese.</param>
/// <param name="ValueSet">The value set its values are of; empty where none is named.</param>
/// <param name="DataType">WS 363.1's type: S1 text, S2 code of up to three values, S3 code, N number, D date, DT date and time, L yes or no.</param>
/// <param name="Format">Length in the directory's notation: <c>AN..18</c>, <c>D8</c>.</param>
/// <param name="Unit">Unit, where one is stated.</param>
public sealed record DataElement(string Id, string Name, string ValueSet, string DataType, string Format, string Unit);

/// <summary>One value of a value set (WS 364 or a GB table).</summary>
public sealed record ValueSetItem(string ValueSet, string ValueSetName, string Code, string Name);

/// <summary>That a data set (WS 445, or a site's own) asks for an element.</summary>
public sealed record DataSetMember(string DataSet, string DataSetName, string Element);

/// <summary>A line of an imported file that cannot be used.</summary>
/// <param name="Line">Number of the line, the header being 1.</param>
/// <param name="Message">What is wrong and what to do.</param>
public sealed record ImportFault(int Line, string Message);
