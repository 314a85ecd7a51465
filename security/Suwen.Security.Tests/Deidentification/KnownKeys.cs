using System.Security.Cryptography;
using System.Text;
using Suwen.Security.Deidentification.Methods;
using Suwen.Storage.Keys;

namespace Suwen.Security.Tests.Deidentification;

/// <summary>A key ring whose keys are the same in every run, so that a failure can be repeated.</summary>
internal sealed class KnownKeys : IKeyRing
{
    public int CurrentKeyId => 1;

    public ReadOnlyMemory<byte> Key(int id, string purpose) => SHA256.HashData(Encoding.UTF8.GetBytes(id + "/" + purpose));

    public static ProjectKeys Project(string name = "study") => new(new KnownKeys(), 1, name);
}
