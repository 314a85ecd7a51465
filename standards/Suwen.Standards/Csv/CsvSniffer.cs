namespace Suwen.Standards.Csv;

/// <summary>Finds the delimiter of a text from its first rows.</summary>
public static class CsvSniffer
{
    private const int RowsToJudge = 50;

    /// <summary>Delimiters that are tried, the likelier first.</summary>
    public static ReadOnlySpan<byte> Candidates => ",\t;|"u8;

    /// <summary>
    /// The delimiter under which the first rows agree best with the first row on a number of fields above one; a comma where
    /// none does, as for a table with one column.
    /// </summary>
    /// <param name="head">First bytes of the text, without a byte order mark.</param>
    /// <param name="isWhole">True when the text ends with them.</param>
    public static byte Delimiter(ReadOnlySpan<byte> head, bool isWhole)
    {
        var best = (byte)',';
        var bestScore = 0.0;
        var fields = new CsvFields();
        foreach (var candidate in Candidates)
        {
            var score = Score(head, candidate, isWhole, fields);
            if (score > bestScore)
            {
                bestScore = score;
                best = candidate;
            }
        }

        return best;
    }

    private static double Score(ReadOnlySpan<byte> head, byte delimiter, bool isWhole, CsvFields fields)
    {
        var reader = new CsvReader(head, delimiter, CsvReader.DoubleQuote, fields, isWhole);
        var expected = 0;
        var rows = 0;
        var agreeing = 0;
        while (rows < RowsToJudge && reader.Read())
        {
            if (reader.IsBlank && reader.FieldCount == 1)
            {
                continue;
            }

            if (rows++ == 0)
            {
                expected = reader.FieldCount;
            }

            if (reader.FieldCount == expected && reader.Fault == CsvFault.None)
            {
                agreeing++;
            }
        }

        if (rows == 0 && !isWhole && !head.IsEmpty)
        {
            return Score(head, delimiter, isWhole: true, fields);
        }

        // Agreement counts twice: a wrong delimiter may cut many fields, but seldom the same number in every row.
        var agreement = rows == 0 ? 0 : (double)agreeing / rows;
        return expected > 1 ? agreement * agreement * expected : 0;
    }
}
