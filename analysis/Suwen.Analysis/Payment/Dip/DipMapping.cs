using Suwen.Analysis.Payment.Drg;

namespace Suwen.Analysis.Payment.Dip;

/// <summary>
/// Codes of the national clinical edition (国临) as those of the insurance edition (医保 2.0), by the tables with which DRG groups: a field that
/// holds a code which only the clinical edition has is mapped whole; a code that leads nowhere stays as it is.
/// </summary>
internal sealed class DipMapping
{
    private readonly DrgCodeTable table;
    private readonly DrgCodes codes;
    private byte[] mapped = new byte[256];

    public DipMapping(DrgScheme scheme, bool areDiagnoses)
    {
        table = areDiagnoses ? scheme.Diagnoses : scheme.Procedures;
        codes = new DrgCodes(table, areDiagnoses);
    }

    public static OperatorParameter<string> Map { get; } = Parameter.Choice(
        "map", ["auto", "none"], "auto", "国临编码映射为医保编码:auto 自动识别并映射,none 不映射", "Map codes of the national clinical edition to the insurance edition: auto recognises and maps them, none does not");

    /// <summary>True when <see cref="Apply"/> changed a code.</summary>
    public bool HasChanged { get; private set; }

    /// <summary>The field with its codes mapped; valid until the next call.</summary>
    public ReadOnlySpan<byte> Apply(ReadOnlySpan<byte> field)
    {
        HasChanged = false;
        codes.Read(field);
        if (!codes.HasOtherEdition)
        {
            return field;
        }

        codes.Resolve(field, isMapped: true);
        var length = 0;
        foreach (ref readonly var piece in codes.Pieces)
        {
            var own = field.Slice(piece.Start, piece.Length);
            var text = piece.Used >= 0 && piece.Used != piece.Written ? table.Text(piece.Used) : own;
            HasChanged |= piece.Used >= 0 && piece.Used != piece.Written;
            if (length + text.Length + 1 > mapped.Length)
            {
                Array.Resize(ref mapped, (length + text.Length + 1) * 2);
            }

            if (length > 0)
            {
                mapped[length++] = (byte)'|';
            }

            text.CopyTo(mapped.AsSpan(length));
            length += text.Length;
        }

        // A field that begins with a separator has no main diagnosis, before and after.
        return codes.IsFirstEmpty ? field : mapped.AsSpan(0, length);
    }
}
