namespace Suwen.Analysis.Payment.Drg;

/// <summary>One case as rules see it. A worker has one and fills it again and again; nothing is allocated per case.</summary>
internal sealed class DrgCase(int diagnosisWords, int procedureWords)
{
    /// <summary>What is not known: no comparison with it holds.</summary>
    public const int Missing = int.MinValue;

    private int[] diagnoses = new int[64];
    private int[] procedures = new int[64];

    /// <summary>
    /// The lists that the case is in, one bit each: those of the main diagnosis, of any secondary one, of any at all, of the main procedure, of any procedure.
    /// </summary>
    public ulong[] Bits { get; } = new ulong[(3 * diagnosisWords) + (2 * procedureWords)];

    public int Sex { get; set; }

    public int AgeYears { get; set; }

    public int AgeDays { get; set; }

    public int BirthWeight { get; set; }

    public int LengthOfStay { get; set; }

    public int DischargeWay { get; set; }

    public bool HasMcc { get; set; }

    public bool HasCc { get; set; }

    public int DiagnosisCount { get; private set; }

    public int ProcedureCount { get; private set; }

    /// <summary>Diagnoses by number, each once, the main one first.</summary>
    public ReadOnlySpan<int> Diagnoses => diagnoses.AsSpan(0, DiagnosisCount);

    /// <summary>Procedures by number, each once, the main one first.</summary>
    public ReadOnlySpan<int> Procedures => procedures.AsSpan(0, ProcedureCount);

    public void Clear()
    {
        Array.Clear(Bits);
        DiagnosisCount = ProcedureCount = 0;
        HasMcc = HasCc = false;
    }

    public void AddDiagnosis(int code, DrgCodeTable table)
    {
        if (Diagnoses.Contains(code))
        {
            return;
        }

        if (DiagnosisCount == diagnoses.Length)
        {
            Array.Resize(ref diagnoses, diagnoses.Length * 2);
        }

        var own = DiagnosisCount == 0 ? 0 : diagnosisWords;
        var words = table.Lists(code);
        for (var i = 0; i < words.Length; i++)
        {
            Bits[own + i] |= words[i];
            Bits[(2 * diagnosisWords) + i] |= words[i];
        }

        diagnoses[DiagnosisCount++] = code;
    }

    public void AddProcedure(int code, DrgCodeTable table)
    {
        if (Procedures.Contains(code))
        {
            return;
        }

        if (ProcedureCount == procedures.Length)
        {
            Array.Resize(ref procedures, procedures.Length * 2);
        }

        var start = 3 * diagnosisWords;
        var words = table.Lists(code);
        for (var i = 0; i < words.Length; i++)
        {
            if (ProcedureCount == 0)
            {
                Bits[start + i] = words[i];
            }

            Bits[start + procedureWords + i] |= words[i];
        }

        procedures[ProcedureCount++] = code;
    }
}
