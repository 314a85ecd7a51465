namespace Suwen.Analysis.Regression;

/// <summary>
/// The design of a regression: its columns as R's <c>model.matrix</c> makes them with treatment contrasts, with weights and offset.
/// Held column by column, in the order of the formula.
/// </summary>
public sealed class DesignMatrix
{
    private DesignMatrix(int rowCount, IReadOnlyList<DesignColumn> columns, double[][] values, IReadOnlyDictionary<string, IReadOnlyList<string>> levels)
    {
        RowCount = rowCount;
        Columns = columns;
        Values = values;
        Levels = levels;
    }

    public int RowCount { get; }

    public int ColumnCount => Values.Length;

    public IReadOnlyList<DesignColumn> Columns { get; }

    /// <summary>Values by column, then by row.</summary>
    public double[][] Values { get; }

    /// <summary>Levels of the columns taken as categories, the reference first.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Levels { get; }

    /// <summary>Weights of rows, all above zero; null where there are none.</summary>
    public double[]? Weights { get; private init; }

    /// <summary>Added to the linear predictor; null where there is none.</summary>
    public double[]? Offset { get; private init; }

    /// <summary>Builds the design of complete cases.</summary>
    /// <param name="frame">Has the columns of <see cref="DesignTerms.Wanted"/>, without missing values and without rows of weight zero (<see cref="WithWeight"/>).</param>
    /// <param name="terms">The model.</param>
    /// <exception cref="OperatorException">A category has one level only, a reference level does not occur, or a weight is not above zero.</exception>
    public static DesignMatrix Of(Frame frame, DesignTerms terms)
    {
        var levels = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        var parts = new Dictionary<string, DesignPart[]>(StringComparer.Ordinal);
        foreach (var column in terms.Covariates.Distinct())
        {
            parts[column] = PartsOf(frame, terms, column, levels);
        }

        if (terms.IsThroughOrigin && terms.Covariates.FirstOrDefault(levels.ContainsKey) is { } first)
        {
            parts[first] = [.. levels[first].Select(l => new DesignPart(first, l))];
        }

        var columns = new List<DesignColumn>();
        if (terms.HasIntercept)
        {
            columns.Add(new DesignColumn("(Intercept)", [], 0));
        }

        var term = 0;
        foreach (var column in terms.Covariates.Distinct())
        {
            term++;
            columns.AddRange(parts[column].Select(p => new DesignColumn(NameOf(p), [p], term)));
        }

        foreach (var interaction in terms.InteractionColumns())
        {
            term++;
            columns.AddRange(Products(interaction.Select(c => parts[c])).Select(p => new DesignColumn(string.Join(':', p.Select(NameOf)), p, term)));
        }

        var made = Of(frame, columns, levels);
        return new DesignMatrix(made.RowCount, columns, made.Values, levels)
        {
            Weights = terms.Weights is null ? null : CheckedWeights(frame, terms.Weights),
            Offset = terms.Offset is null ? null : frame.Numbers(terms.Offset),
        };
    }

    /// <summary>Builds the columns of a design that was made before on other rows: for predictions.</summary>
    /// <exception cref="OperatorException">A category has a level that the model does not know.</exception>
    public static DesignMatrix Of(Frame frame, IReadOnlyList<DesignColumn> columns, IReadOnlyDictionary<string, IReadOnlyList<string>> levels)
    {
        foreach (var (column, known) in levels)
        {
            if (frame.Factor(column).Levels.Any(l => !known.Contains(l)))
            {
                throw OperatorException.BadData(
                    $"The column {column} of {frame.Name} has {frame.Factor(column).Levels.Count(l => !known.Contains(l))} levels that the model does not know.",
                    $"Known are: {string.Join(", ", known.Take(50))}. Leave the other rows out.");
            }
        }

        var values = new double[columns.Count][];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Fill(frame, columns[i].Parts);
        }

        return new DesignMatrix(frame.RowCount, columns, values, levels);
    }

    /// <summary>A design of numeric columns that are not of a table, behind an intercept.</summary>
    internal static DesignMatrix Of(int rowCount, IReadOnlyList<(string Name, double[] Values)> columns)
    {
        var ones = new double[rowCount];
        ones.AsSpan().Fill(1);
        return new DesignMatrix(
            rowCount,
            [new DesignColumn("(Intercept)", [], 0), .. columns.Select(static (c, i) => new DesignColumn(c.Name, [new DesignPart(c.Name, null)], i + 1))],
            [ones, .. columns.Select(static c => c.Values)],
            new Dictionary<string, IReadOnlyList<string>>());
    }

    /// <summary>Leaves out rows of weight zero, which R's fits do not count either, and says so.</summary>
    public static Frame WithWeight(Frame frame, string? weights, OperatorCall call)
    {
        if (weights is null || !frame.Numbers(weights).AsSpan().Contains(0))
        {
            return frame;
        }

        var keep = Array.ConvertAll(frame.Numbers(weights), static w => w != 0);
        var left = frame.Where(keep);
        if (left.RowCount == 0)
        {
            throw OperatorException.BadData($"Every weight in the column {weights} is zero.", "Name a column with weights above zero.");
        }

        call.Note($"{frame.RowCount - left.RowCount} 行权重为零,未纳入分析。", $"{frame.RowCount - left.RowCount} rows have a weight of zero and were left out.");
        return left;
    }

    /// <summary>The linear predictor, with the offset; coefficients that are NaN (aliased) count as zero.</summary>
    public double[] LinearPredictor(ReadOnlySpan<double> coefficients)
    {
        var result = new double[RowCount];
        Offset?.CopyTo(result, 0);
        for (var i = 0; i < Values.Length; i++)
        {
            if (!double.IsNaN(coefficients[i]) && coefficients[i] != 0)
            {
                Vectors.AddScaled(coefficients[i], Values[i], result);
            }
        }

        return result;
    }

    /// <summary>True for columns that are a linear combination of columns before them, as R's pivoted QR finds them (tolerance 1e-7).</summary>
    public bool[] FindAliased() =>
        new TallQr(Values, null, Array.ConvertAll(Weights ?? [], Math.Sqrt)).Aliased;

    /// <summary>The design with some of its columns only.</summary>
    public DesignMatrix Keep(ReadOnlySpan<bool> drop)
    {
        var kept = new List<int>();
        for (var i = 0; i < drop.Length; i++)
        {
            if (!drop[i])
            {
                kept.Add(i);
            }
        }

        return new DesignMatrix(RowCount, [.. kept.Select(i => Columns[i])], [.. kept.Select(i => Values[i])], Levels) { Weights = Weights, Offset = Offset };
    }

    /// <summary>The design with another offset.</summary>
    public DesignMatrix WithOffset(double[] offset) => new(RowCount, Columns, Values, Levels) { Weights = Weights, Offset = offset };

    /// <summary>Says in a note which columns are aliased.</summary>
    public void NoteAliased(OperatorCall call, ReadOnlySpan<bool> aliased)
    {
        var names = new List<string>();
        for (var i = 0; i < aliased.Length; i++)
        {
            if (aliased[i])
            {
                names.Add(Columns[i].Name);
            }
        }

        if (names.Count > 0)
        {
            var list = string.Join(", ", names);
            call.Note($"以下项可由其他项线性表示(或为常量),无法估计:{list}。", $"Not estimated, being a linear combination of other terms or constant: {list}.");
        }
    }

    private static string NameOf(DesignPart part) => part.Column + part.Level;

    private static DesignPart[] PartsOf(Frame frame, DesignTerms terms, string column, Dictionary<string, IReadOnlyList<string>> levels)
    {
        var reference = terms.ReferenceOf(column);
        if (frame.IsNumber(column))
        {
            return reference is null
                ? [new DesignPart(column, null)]
                : throw OperatorException.BadParameters($"The parameter reference names {column}, which holds numbers.", $"Name it among the factors too: factors={column}.");
        }

        var names = frame.Factor(column).Levels;
        if (!terms.Factors.Contains(column))
        {
            CheckMeantAsCategories(frame, column);
        }

        if (names.Count < 2)
        {
            throw OperatorException.BadData($"The column {column} has the same value in all {frame.RowCount} rows that are analysed.", "Leave it out of the model.");
        }

        if (reference is not null && !names.Contains(reference))
        {
            throw OperatorException.BadParameters($"The reference level {reference} does not occur in the column {column}.", $"Its levels are: {string.Join(", ", names.Take(50))}.");
        }

        var first = reference ?? names[0];
        levels[column] = [first, .. names.Where(n => n != first)];
        return [.. levels[column].Skip(1).Select(l => new DesignPart(column, l))];
    }

    /// <summary>A column of many numbers in which a few texts stand ("1,204", "&lt;5", "N/A") is meant as numbers; R would silently make each value a category.</summary>
    private static void CheckMeantAsCategories(Frame frame, string column)
    {
        const int ManyNumbers = 20;
        var factor = frame.Factor(column);
        var isText = factor.Levels.Select(static l => !double.TryParse(l, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out _)).ToArray();
        var texts = isText.Count(static t => t);
        if (texts > 0 && factor.Levels.Count - texts >= ManyNumbers && factor.Levels.Count - texts >= texts)
        {
            var row = Array.FindIndex(factor.Codes, c => c >= 0 && isText[c]);
            throw OperatorException.BadData(
                $"{frame.Name}, row {(frame.InputRows is { } rows ? rows[row] : row) + 1}: the column {column} holds something else than a number, where most rows hold numbers.",
                $"Correct it (numbers have no thousands separators), leave it empty where the value is missing, or set factors={column} to take every value as a category.");
        }
    }

    /// <summary>Every product of one part of each, the first varying fastest, as R orders interactions.</summary>
    private static IEnumerable<DesignPart[]> Products(IEnumerable<DesignPart[]> factors)
    {
        IEnumerable<DesignPart[]> products = [[]];
        foreach (var factor in factors)
        {
            var before = products;
            products = factor.SelectMany(part => before.Select(p => (DesignPart[])[.. p, part]));
        }

        return products;
    }

    private static double[] Fill(Frame frame, IReadOnlyList<DesignPart> parts)
    {
        if (parts.Count == 1 && parts[0].Level is null)
        {
            return frame.Numbers(parts[0].Column);
        }

        var values = new double[frame.RowCount];
        values.AsSpan().Fill(1);
        foreach (var (column, level) in parts)
        {
            if (level is null)
            {
                var numbers = frame.Numbers(column);
                for (var i = 0; i < values.Length; i++)
                {
                    values[i] *= numbers[i];
                }

                continue;
            }

            var factor = frame.Factor(column);
            var code = factor.Levels.ToList().IndexOf(level);
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = factor.Codes[i] == code ? values[i] : 0;
            }
        }

        return values;
    }

    private static double[] CheckedWeights(Frame frame, string column)
    {
        var weights = frame.Numbers(column);
        var bad = Array.FindIndex(weights, static w => w < 0);
        return bad < 0
            ? weights
            : throw OperatorException.BadData($"Row {(frame.InputRows is { } rows ? rows[bad] : bad) + 1} has a weight below zero in the column {column}.", "Weights must not be negative.");
    }
}
