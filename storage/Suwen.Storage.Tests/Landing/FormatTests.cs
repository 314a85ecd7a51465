using System.Buffers.Binary;
using System.Security.Cryptography;
using Suwen.Storage.Landing;
using Suwen.Storage.Landing.Format;
using static Suwen.Storage.Tests.Landing.JournalFixture;

namespace Suwen.Storage.Tests.Landing;

/// <summary>Guards the bytes on disk. A change here is a change of the format: it needs a new version number, and the old one must stay readable.</summary>
public sealed class FormatTests
{
    /// <summary>The check value of CRC-32C over "123456789" (RFC 3720 appendix B.4 lists others; this one is in the catalogue of CRC algorithms as CRC-32/ISCSI).</summary>
    [Fact]
    public void Crc32C_has_its_published_check_value()
    {
        Crc32C.Compute("123456789"u8).ShouldBe(0xE3069283);
        Crc32C.Compute(new byte[32]).ShouldBe(0x8A9136AA, "RFC 3720 B.4, 32 bytes of zeros");
    }

    [Fact]
    public async Task A_tiny_journal_has_these_bytes()
    {
        var files = new FaultyJournalFiles();
        var clock = new TestClock { Now = new DateTimeOffset(2026, 3, 1, 12, 30, 0, TimeSpan.Zero) };
        await using (var journal = files.Open(clock: clock))
        {
            await journal.AppendTextAsync("hello");
            await journal.AppendTextAsync("landing");
        }

        var bytes = files.Contents()[SegmentPath(1)];
        Convert.ToHexStringLower(bytes.AsSpan(0, 128)).ShouldBe(HeaderSnapshot);
        bytes.AsSpan(2048, 128).SequenceEqual(bytes.AsSpan(0, 128)).ShouldBeTrue();
        Convert.ToHexStringLower(bytes.AsSpan(4096)).ShouldBe(FramesSnapshot);
    }

    [Fact]
    public async Task A_compressed_journal_has_these_fields()
    {
        var files = new FaultyJournalFiles();
        await using (var journal = files.Open())
        {
            await journal.AppendTextAsync(new string('x', 300_000));
            await journal.SealAsync(default);
            await journal.CompressAsync(default);
        }

        // Read as docs/landing-format.md says, without the code under test.
        var bytes = files.Contents()[SegmentPath(1)];
        BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(10)).ShouldBe((ushort)1);
        var dataEnd = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(56));
        var trailer = bytes.Length - 32;
        var table = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(trailer + 8));
        BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(trailer + 16)).ShouldBe(2);
        var raw = new MemoryStream();
        for (var block = 0; block < 2; block++)
        {
            var at = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(table + (block * 32)));
            var stored = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at + 16));
            using var brotli = new System.IO.Compression.BrotliStream(new MemoryStream(bytes, at + 32, stored), System.IO.Compression.CompressionMode.Decompress);
            await brotli.CopyToAsync(raw);
        }

        raw.Length.ShouldBe(dataEnd - 4096);
        var frame = raw.ToArray();
        var header = BinaryPrimitives.ReadInt32LittleEndian(frame.AsSpan(8));
        BinaryPrimitives.ReadInt32LittleEndian(frame.AsSpan(12)).ShouldBe(300_000);
        frame.AsSpan(header, 300_000).IndexOfAnyExcept((byte)'x').ShouldBe(-1);
    }

    [Theory]
    [InlineData(8, 2)]
    [InlineData(10, 9)]
    [InlineData(12, 1)]
    public async Task A_segment_of_an_unknown_version_kind_or_flag_is_refused_and_not_touched(int offset, byte value)
    {
        var files = new FaultyJournalFiles();
        await using (var journal = files.Open())
        {
            await journal.AppendTextAsync("from the future");
        }

        files.Corrupt(SegmentPath(1), bytes =>
        {
            bytes[offset] = value;
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(124), Crc32C.Compute(bytes.AsSpan(0, 124)));
            return bytes;
        });
        var before = SHA256.HashData(files.Contents()[SegmentPath(1)]);
        var error = Should.Throw<LandingException>(() => files.Open());
        error.Fault.ShouldBe(LandingFault.Platform);
        error.Message.ShouldContain("newer");
        SHA256.HashData(files.Contents()[SegmentPath(1)]).ShouldBe(before);
    }

    [Fact]
    public async Task A_frame_with_an_unknown_flag_is_refused()
    {
        var files = new FaultyJournalFiles();
        await using (var journal = files.Open())
        {
            await journal.AppendTextAsync("a");
        }

        files.Corrupt(SegmentPath(1), bytes =>
        {
            bytes[4096 + 50] = 0x80;
            var salt = BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(48));
            var header = bytes.AsSpan(4096, BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(4096 + 8)));
            Frame.Complete(header, salt, 1, 0, 0);
            return bytes;
        });
        Should.Throw<LandingException>(() => files.Open()).Message.ShouldContain("flags 0x80");
    }

    /// <summary>Both made by a program of its own (Python with OpenSSL for SipHash and a bitwise CRC) from docs/landing-format.md.</summary>
    private const string HeaderSnapshot =
        "8b535557454e4c1a010000000000000001000000000000000100000000000000000000000000000000e2f8a0f54b0600670d3802f0f8ebed" +
        "0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000" +
        "0000000000000000000000003bab4eef";

    private const string FramesSnapshot =
        "8b53574c460d1af16e00000005000000dea4e02c4cbb719a010000000000000000e2f8a0f54b060000000000000000000000000001000000" +
        "e738e14648f0d849ba5a8353b190f3bb0e686f73706974616c2d612e686973046d6c6c7005686c377632010466696c6505612e686c376865" +
        "6c6c6f00000000008b53574c460d1af16e00000007000000627c7a143ba8fd77020000000000000000e2f8a0f54b06000100000000000000" +
        "00000000010000009627e6e1d5e30d8a68f8abd548b799630e686f73706974616c2d612e686973046d6c6c7005686c377632010466696c65" +
        "05612e686c376c616e64696e67000000";
}
