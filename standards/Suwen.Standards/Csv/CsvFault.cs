namespace Suwen.Standards.Csv;

/// <summary>What is wrong with the form of a row, whatever its values say.</summary>
public enum CsvFault : byte
{
    None,

    /// <summary>A quoted field was opened and the text ends before it is closed (RFC 4180 §2.5).</summary>
    UnterminatedQuote,

    /// <summary>Text stands between a closing quote and the next delimiter (RFC 4180 §2, rule 7).</summary>
    TextAfterQuote,

    /// <summary>The row has more fields than <see cref="CsvFields.MaximumCount"/>.</summary>
    TooManyFields,
}
