using Suwen.Security.Deidentification.Methods;

namespace Suwen.Security.Deidentification;

/// <summary>What was done in one place of a format: a column, path, field or tag. Counts only, never a value.</summary>
public sealed class FieldReport
{
    internal FieldReport(string format, string table, string place, FieldKind kind, MethodSpec method, string why)
    {
        Format = format;
        Table = table;
        Place = place;
        Kind = kind;
        Spec = method;
        Why = why;
    }

    public string Format { get; }

    /// <summary>File, resource type or segment group.</summary>
    public string Table { get; }

    public string Place { get; }

    public FieldKind Kind { get; }

    public DeidMethod Method => Spec.Method;

    /// <summary>Why the place is taken for what it is: a rule, the format, its name, its content.</summary>
    public string Why { get; }

    /// <summary>Values seen that were not empty.</summary>
    public long Values { get; internal set; }

    public long Changed { get; internal set; }

    public long Removed { get; internal set; }

    /// <summary>Of those removed, the ones that could not be read as what the place holds.</summary>
    public long Unreadable { get; internal set; }

    internal MethodSpec Spec { get; }

    internal void Count(TreatedAs treated)
    {
        Values++;
        Changed += treated == TreatedAs.Changed ? 1 : 0;
        Removed += treated is TreatedAs.Removed or TreatedAs.Unreadable ? 1 : 0;
        Unreadable += treated == TreatedAs.Unreadable ? 1 : 0;
    }
}
