using System.Buffers.Text;
using System.Text;
using Suwen.Storage;

namespace Suwen.Analysis.Payment.Dip;

/// <summary>Why a case of a file cannot be used.</summary>
internal enum DipFault
{
    None,
    NoDiagnosis,
    NoCost,
}

/// <summary>
/// One case as DIP sees it: the first four characters of the main diagnosis, the set of procedures, the kind of treatment, and the features of the auxiliary
/// catalogues. Filled again and again; nothing is allocated per case but for texts that are new.
/// </summary>
internal sealed class DipCase
{
    private readonly DipMapping? diagnosisMapping;
    private readonly DipMapping? procedureMapping;

    /// <param name="isMapping">True when codes of the clinical edition are mapped.</param>
    public DipCase(bool isMapping)
    {
        if (isMapping)
        {
            diagnosisMapping = new DipMapping(DipSeverity.Scheme.Value, areDiagnoses: true);
            procedureMapping = new DipMapping(DipSeverity.Scheme.Value, areDiagnoses: false);
        }
    }

    /// <summary>Cases of which a code was mapped.</summary>
    public long MappedCount { get; private set; }

    /// <summary>True when a code of this case was mapped.</summary>
    public bool IsMapped { get; private set; }

    /// <summary>Characters of a diagnosis that make the disease: category, point and subcategory (I63.9).</summary>
    private const int DiseaseLength = 5;

    // Codes repeat from case to case; each is made a string once.
    private readonly Dictionary<string, string> interned = new(StringComparer.Ordinal);
    private readonly List<string> sorted = [];
    private char[] diagnosisText = new char[256];
    private char[] procedureText = new char[256];
    private char[] key = new char[256];
    private int keyLength;

    /// <summary>Disease, colon, procedures in the order of their codes with <c>+</c> between: the combination of the case.</summary>
    public ReadOnlySpan<char> Key => key.AsSpan(0, keyLength);

    /// <summary>The whole code of the main diagnosis.</summary>
    public string MainDiagnosis { get; private set; } = "";

    public ReadOnlySpan<char> Disease => key.AsSpan(0, DiseaseLength);

    /// <summary>The three-character category of the main diagnosis.</summary>
    public ReadOnlySpan<char> Category => key.AsSpan(0, 3);

    /// <summary>Procedures, each once, as text; the main one first.</summary>
    public List<string> Procedures { get; } = [];

    public DipTreatment Treatment { get; private set; }

    public double Cost { get; private set; }

    public int Year { get; private set; }

    /// <summary>One feature of each auxiliary catalogue: indexes of <see cref="DipAuxiliary.Names"/>, -1 where it does not apply.</summary>
    public int[] Features { get; } = new int[DipAuxiliary.KindCount];

    public DipFault Read(ColumnBatch batch, DipColumns columns, int row)
    {
        Cost = columns.Cost < 0 ? 0 : Number(batch[columns.Cost], row);
        if (double.IsNaN(Cost) || Cost < 0)
        {
            return DipFault.NoCost;
        }

        Year = columns.Year < 0 ? 0 : Number(batch[columns.Year], row) is var year && double.IsNaN(year) ? 0 : (int)year;
        var diagnoses = Widen(batch[columns.Diagnoses], row, diagnosisMapping, ref diagnosisText);
        IsMapped = diagnosisMapping?.HasChanged == true;
        if (!ReadDisease(diagnoses))
        {
            return DipFault.NoDiagnosis;
        }

        ReadProcedures(columns.Procedures < 0 ? default : Widen(batch[columns.Procedures], row, procedureMapping, ref procedureText));
        IsMapped |= columns.Procedures >= 0 && procedureMapping?.HasChanged == true;
        MappedCount += IsMapped ? 1 : 0;
        var age = columns.Age < 0 ? double.NaN : Number(batch[columns.Age], row);
        var stay = columns.Stay < 0 ? double.NaN : Number(batch[columns.Stay], row);
        var isDead = columns.Discharge >= 0 && Number(batch[columns.Discharge], row) is 5;
        DipAuxiliary.Fill(Features, diagnoses, Procedures, age, stay, isDead);
        return DipFault.None;
    }

    public static double Number(ColumnVector vector, int row)
    {
        if (vector.IsNull(row))
        {
            return double.NaN;
        }

        if (!vector.IsBytes)
        {
            return vector.Type == Storage.Schema.ColumnType.Double ? vector.Double(row) : vector.Lane(row);
        }

        var text = vector.Bytes(row).Trim(" "u8);
        return Utf8Parser.TryParse(text, out double value, out var used) && used == text.Length && double.IsFinite(value) ? value : double.NaN;
    }

    private bool ReadDisease(ReadOnlySpan<char> diagnoses)
    {
        var end = diagnoses.IndexOf('|');
        var main = (end < 0 ? diagnoses : diagnoses[..end]).Trim();
        if (main.Length < DiseaseLength || !char.IsAsciiLetter(main[0]) || !char.IsAsciiDigit(main[1]) || !char.IsAsciiLetterOrDigit(main[2]) || main[3] != '.')
        {
            return false;
        }

        main[..DiseaseLength].CopyTo(key);
        key[0] = char.ToUpperInvariant(key[0]);
        key[4] = char.ToLowerInvariant(key[4]);
        MainDiagnosis = Interned(main);
        return true;
    }

    private void ReadProcedures(ReadOnlySpan<char> field)
    {
        Procedures.Clear();
        Treatment = DipTreatment.Conservative;
        foreach (var range in field.Split('|'))
        {
            var code = field[range].Trim();
            if (code.IsEmpty || Has(code))
            {
                continue;
            }

            Procedures.Add(Interned(code));
            var kind = DipPrefixes.Treatments.Find(code);
            Treatment = kind > (int)Treatment ? (DipTreatment)kind : Treatment;
        }

        BuildKey();
    }

    private bool Has(ReadOnlySpan<char> code)
    {
        foreach (var known in Procedures)
        {
            if (code.SequenceEqual(known))
            {
                return true;
            }
        }

        return false;
    }

    private string Interned(ReadOnlySpan<char> code)
    {
        var lookup = interned.GetAlternateLookup<ReadOnlySpan<char>>();
        if (lookup.TryGetValue(code, out var known))
        {
            return known;
        }

        var text = code.ToString();
        interned.Add(text, text);
        return text;
    }

    private void BuildKey()
    {
        sorted.Clear();
        sorted.AddRange(Procedures);
        sorted.Sort(string.CompareOrdinal);
        keyLength = DiseaseLength;
        Append(":");
        for (var i = 0; i < sorted.Count; i++)
        {
            if (i > 0)
            {
                Append("+");
            }

            Append(sorted[i]);
        }
    }

    private void Append(string text)
    {
        if (keyLength + text.Length > key.Length)
        {
            Array.Resize(ref key, (keyLength + text.Length) * 2);
        }

        text.CopyTo(key.AsSpan(keyLength));
        keyLength += text.Length;
    }

    private static ReadOnlySpan<char> Widen(ColumnVector vector, int row, DipMapping? mapping, ref char[] buffer)
    {
        var field = vector.IsNull(row) || !vector.IsBytes ? default : vector.Bytes(row);
        var bytes = mapping is null ? field : mapping.Apply(field);
        if (bytes.Length > buffer.Length)
        {
            buffer = new char[bytes.Length * 2];
        }

        return buffer.AsSpan(0, Encoding.Latin1.GetChars(bytes, buffer));
    }
}

/// <summary>Which column of the batches read is which; -1 for those that are absent.</summary>
internal sealed class DipColumns
{
    /// <exception cref="OperatorException">A column that is needed is missing.</exception>
    public DipColumns(IOperatorTable table, params ReadOnlySpan<string> needed)
    {
        foreach (var name in needed)
        {
            if (table.Columns.All(c => c.Name != name))
            {
                throw OperatorException.BadData($"{table.Name} has no column {name}.", "Columns: case_id, diagnoses (main first, | between), procedures, cost; year, age_years, length_of_stay_days, discharge_way and hospital where they are known.");
            }
        }

        string[] all = ["case_id", "diagnoses", "procedures", "cost", "year", "age_years", "length_of_stay_days", "discharge_way", "hospital", "patient_paid"];
        Names = [.. all.Where(n => table.Columns.Any(c => c.Name == n))];
        CaseId = Array.IndexOf(Names, all[0]);
        Diagnoses = Array.IndexOf(Names, all[1]);
        Procedures = Array.IndexOf(Names, all[2]);
        Cost = Array.IndexOf(Names, all[3]);
        Year = Array.IndexOf(Names, all[4]);
        Age = Array.IndexOf(Names, all[5]);
        Stay = Array.IndexOf(Names, all[6]);
        Discharge = Array.IndexOf(Names, all[7]);
        Hospital = Array.IndexOf(Names, all[8]);
        PatientPaid = Array.IndexOf(Names, all[9]);
    }

    public string[] Names { get; }

    public int CaseId { get; }

    public int Diagnoses { get; }

    public int Procedures { get; }

    public int Cost { get; }

    public int Year { get; }

    public int Age { get; }

    public int Stay { get; }

    public int Discharge { get; }

    public int Hospital { get; }

    public int PatientPaid { get; }
}
