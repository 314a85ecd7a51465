using System.Text;
using Suwen.Storage.Keys;

namespace Suwen.Storage.Tests.Landing;

/// <summary>A key ring with a fixed key, so that bytes on disk are the same in every run.</summary>
internal sealed class TestRing : IKeyRing
{
    public int CurrentKeyId { get; set; } = 1;

    public ReadOnlyMemory<byte> Key(int id, string purpose)
        => System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes($"test key {id} {purpose}"));
}

/// <summary>A clock that stands where it is put.</summary>
internal sealed class TestClock : TimeProvider
{
    private long _ticks = new DateTimeOffset(2026, 1, 1, 8, 0, 0, TimeSpan.Zero).UtcTicks;

    public DateTimeOffset Now
    {
        get => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);
        set => Interlocked.Exchange(ref _ticks, value.UtcTicks);
    }

    public override DateTimeOffset GetUtcNow() => Now;
}

/// <summary>A folder that is gone after the test.</summary>
internal sealed class TestFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("suwen-landing-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);

    public static implicit operator string(TestFolder folder) => folder.Path;
}
