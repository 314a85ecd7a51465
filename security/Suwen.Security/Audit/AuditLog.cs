using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Suwen.Storage.Keys;

namespace Suwen.Security.Audit;

/// <summary>
/// The append-only audit log: one JSON line per use of a permission, each carrying a keyed hash (HMAC-SHA256) over itself and the
/// hash before it, so that a line changed, removed or put in between shows. A seal file names the last line known, so that a
/// log cut at its end shows too.
/// </summary>
/// <remarks>Lines reach the operating system before <see cref="Write"/> answers, so they survive the process; they are synced to disk once a second.</remarks>
public sealed class AuditLog : IDisposable
{
    internal const string FileName = "audit.jsonl";
    internal const string SealName = "seal.json";
    private const string KeyPurpose = "audit";
    private const int EntriesPerSeal = 64;

    private readonly Lock gate = new();
    private readonly FileStream file;
    private readonly string folder;
    private readonly IKeyRing keys;
    private readonly TimeProvider time;
    private readonly ITimer sync;
    private long number;
    private string last;
    private bool dirty;
    private long sealedNumber;

    private AuditLog(string folder, IKeyRing keys, TimeProvider time, FileStream file, long number, string last)
    {
        this.folder = folder;
        this.keys = keys;
        this.time = time;
        this.file = file;
        this.number = number;
        this.last = last;
        sync = time.CreateTimer(_ => Sync(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    /// <summary>Opens the log in a folder, made when absent. A last line that a stopped process left incomplete is cut off and the cut is entered.</summary>
    public static AuditLog Open(string folder, IKeyRing keys, TimeProvider time)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, FileName);
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.Read, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var file = new FileStream(path, options);
        var (tail, cutBytes) = AuditTail.Read(file);
        file.SetLength(file.Length - cutBytes);
        file.Position = file.Length;
        var log = new AuditLog(folder, keys, time, file, tail?.Number ?? 0, tail?.Hash ?? "");
        if (cutBytes > 0)
        {
            log.Write(new AuditEvent("platform", "open", Permission.AdminAudit, "audit-log", null, Purpose.Operations, string.Create(CultureInfo.InvariantCulture, $"cut-{cutBytes}-bytes")));
        }

        return log;
    }

    /// <summary>Enters one event.</summary>
    public void Write(AuditEvent entry)
    {
        lock (gate)
        {
            var line = new AuditLine(number + 1, time.GetUtcNow(), entry.Who, entry.Action, entry.Permission, entry.Resource, entry.PersonId, entry.Purpose, entry.Outcome, keys.CurrentKeyId, "");
            var hash = AuditLine.HashOf(line, last, Key(line.KeyId));
            var bytes = (line with { Hash = hash }).ToBytes();
            file.Write(bytes);
            number = line.Number;
            last = hash;
            dirty = true;
            if (number - sealedNumber >= EntriesPerSeal)
            {
                Seal();
            }
        }
    }

    /// <summary>The newest entries, newest first, as JSON lines.</summary>
    public IReadOnlyList<string> Newest(int count)
    {
        lock (gate)
        {
            Sync();
        }

        var lines = new Queue<string>(count);
        using var reader = OpenForReading(folder);
        while (reader.ReadLine() is { } line)
        {
            if (lines.Count == count)
            {
                lines.Dequeue();
            }

            lines.Enqueue(line);
        }

        return [.. lines.Reverse()];
    }

    /// <summary>Reads the whole log and checks its chain.</summary>
    public static AuditVerification Verify(string folder, IKeyRing keys)
    {
        if (!File.Exists(Path.Combine(folder, FileName)))
        {
            return new AuditVerification(0, File.Exists(Path.Combine(folder, SealName)) ? ["The log is gone; only its seal is left."] : []);
        }

        var faults = new List<string>();
        var seal = AuditSeal.Read(folder);
        long count = 0;
        var last = "";
        using var reader = OpenForReading(folder);
        while (reader.ReadLine() is { } text)
        {
            count++;
            if (AuditLine.TryParse(text) is not { } line)
            {
                faults.Add(string.Create(CultureInfo.InvariantCulture, $"Line {count} is not an audit entry."));
                continue;
            }

            Check(line, count, last, keys, seal, faults);
            last = line.Hash;
        }

        if (seal is not null && seal.Number > count)
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"The log ends at entry {count}, but its seal names entry {seal.Number}: entries at the end are gone."));
        }

        return new AuditVerification(count, faults);
    }

    public void Dispose()
    {
        sync.Dispose();
        lock (gate)
        {
            if (number > sealedNumber)
            {
                Seal();
            }

            file.Dispose();
        }
    }

    private static void Check(AuditLine line, long expected, string last, IKeyRing keys, AuditSeal? seal, List<string> faults)
    {
        if (line.Number != expected)
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"Line {expected} carries number {line.Number}: a line was removed or added."));
        }

        var hash = AuditLine.HashOf(line, last, keys.Key(line.KeyId, KeyPurpose));
        if (!CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(hash), Encoding.ASCII.GetBytes(line.Hash)))
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"Line {expected} does not match its hash: it, or the line before it, was changed."));
        }
        else if (seal is not null && seal.Number == line.Number && seal.Hash != line.Hash)
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"Line {expected} is not the one that was sealed: the log was rewritten."));
        }
    }

    private static StreamReader OpenForReading(string folder) =>
        new(new FileStream(Path.Combine(folder, FileName), FileMode.Open, FileAccess.Read, FileShare.ReadWrite));

    private ReadOnlyMemory<byte> Key(int id) => keys.Key(id, KeyPurpose);

    private void Sync()
    {
        lock (gate)
        {
            if (dirty && file.CanWrite)
            {
                dirty = false;
                file.Flush(flushToDisk: true);
            }
        }
    }

    private void Seal()
    {
        new AuditSeal(number, last).Write(folder);
        sealedNumber = number;
    }
}

/// <summary>The last entry known, in a file of its own.</summary>
internal sealed record AuditSeal(long Number, string Hash)
{
    public static AuditSeal? Read(string folder)
    {
        var path = Path.Combine(folder, AuditLog.SealName);
        return File.Exists(path) ? JsonSerializer.Deserialize<AuditSeal>(File.ReadAllText(path)) : null;
    }

    public void Write(string folder)
    {
        var path = Path.Combine(folder, AuditLog.SealName);
        File.WriteAllText(path + ".tmp", JsonSerializer.Serialize(this));
        File.Move(path + ".tmp", path, overwrite: true);
    }
}
