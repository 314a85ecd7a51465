using Suwen.Storage.Keys;
using Suwen.Storage.Tests.Landing;

namespace Suwen.Storage.Tests.Keys;

public sealed class FileKeyRingTests
{
    [Fact]
    public void The_first_key_is_made_at_first_use_and_is_the_same_after_reopening()
    {
        using var folder = new TestFolder();
        var keys = Path.Combine(folder, "keys");
        var first = FileKeyRing.Open(keys);
        first.CurrentKeyId.ShouldBe(1);
        FileKeyRing.Open(keys).Key(1, "landing-content").ToArray().ShouldBe(first.Key(1, "landing-content").ToArray());
    }

    [Fact]
    public void Only_the_owner_may_read_a_key_file()
    {
        using var folder = new TestFolder();
        FileKeyRing.Open(folder);
        var file = Directory.GetFiles(folder).ShouldHaveSingleItem();
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Fact]
    public void Keys_of_two_purposes_two_numbers_and_two_installations_differ()
    {
        using var one = new TestFolder();
        using var other = new TestFolder();
        var ring = FileKeyRing.Open(one);
        ring.Rotate().ShouldBe(2);
        var keys = new[] { ring.Key(1, "a"), ring.Key(1, "b"), ring.Key(2, "a"), FileKeyRing.Open(other).Key(1, "a") };
        keys.Select(k => Convert.ToHexString(k.Span)).Distinct().Count().ShouldBe(4);
    }

    [Fact]
    public void After_rotation_the_old_key_still_reads()
    {
        using var folder = new TestFolder();
        var before = FileKeyRing.Open(folder).Key(1, "a").ToArray();
        FileKeyRing.Open(folder).Rotate();
        var ring = FileKeyRing.Open(folder);
        ring.CurrentKeyId.ShouldBe(2);
        ring.Key(1, "a").ToArray().ShouldBe(before);
    }

    [Fact]
    public void A_missing_key_is_named()
    {
        using var folder = new TestFolder();
        Should.Throw<KeyMissingException>(() => FileKeyRing.Open(folder).Key(7, "a")).KeyId.ShouldBe(7);
    }

    [Fact]
    public void A_key_file_without_a_key_is_refused_and_not_replaced()
    {
        using var folder = new TestFolder();
        File.WriteAllText(Path.Combine(folder, "key-000001"), "not a key");
        Should.Throw<IOException>(() => FileKeyRing.Open(folder)).Message.ShouldContain("key-000001");
        File.ReadAllText(Path.Combine(folder, "key-000001")).ShouldBe("not a key");
    }
}
