using Suwen.Storage;
using Suwen.Storage.Landing;

namespace Suwen.Server.Node;

/// <summary>An open data folder: its keys, landing journal, warehouse, application state and gate. One process at a time has it open.</summary>
internal sealed class SuwenNode(IWarehouse warehouse, LandingJournal journal, LoadGate gate)
{
    public LandingJournal Journal => journal;

    public IWarehouse Warehouse => warehouse;

    public LoadGate Gate => gate;
}
