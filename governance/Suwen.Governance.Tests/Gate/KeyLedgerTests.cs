using Suwen.Governance.Gate;

namespace Suwen.Governance.Tests.Gate;

public sealed class KeyLedgerTests
{
    [Fact]
    public void Ids_are_given_in_order_of_first_mention_and_kept_while_the_ledger_grows()
    {
        var ledger = new KeyLedger();
        var random = new Random(1);
        var model = new Dictionary<UInt128, long>();
        var keys = Enumerable.Range(0, 60_000).Select(_ => new UInt128((ulong)random.NextInt64(), (ulong)random.NextInt64())).ToArray();
        for (var i = 0; i < 200_000; i++)
        {
            var key = keys[random.Next(keys.Length)];
            var isKnown = model.TryGetValue(key, out var expected);
            var id = ledger.Resolve(key, out var isNew);
            isNew.ShouldBe(!isKnown);
            if (isKnown)
            {
                id.ShouldBe(expected);
            }
            else
            {
                id.ShouldBe(model.Count + 1);
                model.Add(key, id);
            }
        }

        ledger.Count.ShouldBe(model.Count);
        ledger.Unsaved.Select(u => (u.Hash, u.Id)).ShouldBe(model.Select(m => (m.Key, m.Value)));
    }

    [Fact]
    public void Keys_that_share_a_slot_and_half_their_hash_are_told_apart()
    {
        var ledger = new KeyLedger();
        UInt128[] keys = [new(7, 1), new(7, 2), new(7, 1 << 24), new(7 + 64, 1), new(7 + (1UL << 40), 1)];
        keys.Select(k => ledger.Resolve(k, out _)).ShouldBe([1, 2, 3, 4, 5]);
        keys.Select(k => ledger.Resolve(k, out _)).ShouldBe([1, 2, 3, 4, 5]);
    }

    [Fact]
    public void A_restored_ledger_goes_on_where_it_stopped()
    {
        var ledger = new KeyLedger();
        ledger.Restore(new UInt128(1, 1), 41);
        ledger.Resolve(new UInt128(1, 1), out var isNew).ShouldBe(41);
        isNew.ShouldBeFalse();
        ledger.Resolve(new UInt128(2, 2), out _).ShouldBe(42);
        ledger.AddAlias(new UInt128(3, 3), 42);
        ledger.TryFind(new UInt128(3, 3), out var id).ShouldBeTrue();
        id.ShouldBe(42);
    }
}
