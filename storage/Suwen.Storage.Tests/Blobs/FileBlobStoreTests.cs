using Suwen.Storage.Blobs;
using Suwen.Storage.Tests.Landing;

namespace Suwen.Storage.Tests.Blobs;

public sealed class FileBlobStoreTests
{
    [Fact]
    public async Task What_was_put_is_opened_with_the_same_bytes_also_after_reopening()
    {
        using var folder = new TestFolder();
        var content = new byte[1_000_003];
        new Random(1).NextBytes(content);
        var id = await FileBlobStore.Open(folder, new TestRing()).PutAsync(new MemoryStream(content), default);
        await using var stream = FileBlobStore.Open(folder, new TestRing()).Open(id).ShouldNotBeNull();
        var read = new MemoryStream();
        await stream.CopyToAsync(read);
        read.ToArray().ShouldBe(content);
    }

    [Fact]
    public async Task The_same_content_is_stored_once_and_other_content_beside_it()
    {
        using var folder = new TestFolder();
        var store = FileBlobStore.Open(folder, new TestRing());
        var first = await store.PutAsync(new MemoryStream([1, 2, 3]), default);
        (await store.PutAsync(new MemoryStream([1, 2, 3]), default)).ShouldBe(first);
        var second = await store.PutAsync(new MemoryStream([1, 2, 4]), default);
        store.Enumerate().Order(Comparer<BlobId>.Create((a, b) => a.Hash.CompareTo(b.Hash)))
            .ShouldBe(new[] { first, second }.OrderBy(i => i.Hash));
    }

    [Fact]
    public async Task The_name_depends_on_the_key()
    {
        using var folder = new TestFolder();
        var ring = new TestRing();
        var store = FileBlobStore.Open(folder, ring);
        var first = await store.PutAsync(new MemoryStream([1]), default);
        ring.CurrentKeyId = 2;
        var second = await store.PutAsync(new MemoryStream([1]), default);
        second.Hash.ShouldNotBe(first.Hash);
        second.KeyId.ShouldBe(2);
    }

    [Fact]
    public async Task A_deleted_blob_is_gone()
    {
        using var folder = new TestFolder();
        var store = FileBlobStore.Open(folder, new TestRing());
        var id = await store.PutAsync(new MemoryStream([1]), default);
        store.Delete(id).ShouldBeTrue();
        store.Delete(id).ShouldBeFalse();
        store.Open(id).ShouldBeNull();
        store.Enumerate().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_source_that_fails_leaves_nothing()
    {
        using var folder = new TestFolder();
        var store = FileBlobStore.Open(folder, new TestRing());
        await Should.ThrowAsync<OperationCanceledException>(() => store.PutAsync(new MemoryStream([1]), new CancellationToken(true)));
        store.Enumerate().ShouldBeEmpty();
        Directory.GetFiles(folder, "*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Fact]
    public void A_name_reads_back_and_other_text_is_no_name()
    {
        var id = new BlobId(3, new UInt128(0x0123456789abcdef, 0xfedcba9876543210));
        id.ToString().ShouldBe("3-0123456789abcdeffedcba9876543210");
        BlobId.TryParse(id.ToString(), out var read).ShouldBeTrue();
        read.ShouldBe(id);
        foreach (var wrong in new[] { "", "3", "-1", "3-0123", "0-0123456789abcdeffedcba9876543210", "3-0123456789ABCDEFfedcba9876543210", "../../etc/passwd" })
        {
            BlobId.TryParse(wrong, out _).ShouldBeFalse();
        }
    }
}
