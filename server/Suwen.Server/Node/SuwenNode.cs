using System.Globalization;
using Suwen.Governance.Gate;
using Suwen.Governance.Grading;
using Suwen.Governance.MasterIndex.Survivorship;
using Suwen.Security;
using Suwen.Security.Audit;
using Suwen.Security.Users;
using Suwen.Server.Terms;
using Suwen.Server.Packs;
using Suwen.Server.Pipelines;
using Suwen.Sources.Files;
using Suwen.Storage;
using Suwen.Storage.DuckDb;
using Suwen.Storage.Keys;
using Suwen.Storage.Landing;
using Suwen.Storage.Postgres;

namespace Suwen.Server.Node;

/// <summary>An open data folder: its keys, landing journal, warehouse, application state and gate. One process at a time has it open.</summary>
internal sealed partial class SuwenNode : IAsyncDisposable
{
    private readonly FolderLock folderLock;
    private readonly NodeWarehouse warehouse;
    private readonly ILogger logger;
    private readonly SemaphoreSlim maintenance = new(1, 1);
    private CancellationTokenSource stopLoading = new();
    private Task loading = Task.CompletedTask;

    private SuwenNode(DataFolder folder, NodeSettings settings, FolderLock folderLock, Parts parts, TimeProvider time, ILogger logger)
    {
        Folder = folder;
        Settings = settings;
        this.folderLock = folderLock;
        this.logger = logger;
        (Keys, Audit, Users, Journal, warehouse, Gate) = (parts.Keys!, parts.Audit!, parts.Users!, parts.Journal!, parts.Warehouse!, parts.Gate!);
        Time = time;
        Grades = parts.Grades!;
        Pipelines = PipelineRunner.Of(this);
        Packs = new PackDesk(this);
        Pipelines.Scheduled = Packs.Pipelines;
        FileDoors = SourceCatalogue.FileDoors(new KeyedHash(Keys.Key(1, "key-ledger").Span[..16]));
    }

    public DataFolder Folder { get; }

    public NodeSettings Settings { get; }

    public IKeyRing Keys { get; }

    public AuditLog Audit { get; }

    public UserStore Users { get; }

    public LandingJournal Journal { get; }

    public IWarehouse Warehouse => warehouse;

    public LoadGate Gate { get; private set; }

    public TimeProvider Time { get; }

    public ILogger Logger => logger;

    /// <summary>The dictionaries.</summary>
    public TermCatalogue Terms { get; } = new();

    public IReadOnlyList<IFileDoor> FileDoors { get; }

    /// <summary>The grades of the folder's data; they hold in this process from its opening on.</summary>
    public GradeRegister Grades { get; }

    /// <summary>The folder's pipelines and their runs.</summary>
    public PipelineRunner Pipelines { get; }

    /// <summary>The packs that are installed, and their runs.</summary>
    public PackDesk Packs { get; }

    /// <summary>Where the warehouse is, for messages: never with a password.</summary>
    public string WarehousePlace => Settings.Warehouse is null ? Folder.Warehouse : "PostgreSQL";

    /// <summary>Opens a data folder, making it when absent, and begins to load what has landed and is not loaded yet.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">For what the gate has to say.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    /// <param name="isRestored">True for a folder just restored: positions given after the backup may be known elsewhere, so a new journal begins.</param>
    /// <exception cref="SuwenFault">The folder is in use, cannot be written, or holds something of another kind.</exception>
    public static async Task<SuwenNode> OpenAsync(DataFolder folder, TimeProvider time, ILogger logger, CancellationToken cancellationToken, bool isRestored = false)
    {
        if (!isRestored && File.Exists(folder.UnfinishedRestore))
        {
            throw new SuwenFault(ExitCode.BadInput, "caller", "A restore to this folder was broken off, so it does not hold the whole backup.", folder.Root, "Remove the folder and restore the backup again.");
        }

        var folderLock = FolderLock.Take(folder);
        var parts = new Parts();
        var place = folder.Root;
        try
        {
            var settings = NodeSettings.Read(folder);
            place = folder.Keys;
            parts.Keys = FileKeyRing.Open(folder.Keys);
            place = folder.Audit;
            parts.Audit = AuditLog.Open(folder.Audit, parts.Keys, time);
            place = folder.Application;
            parts.Users = UserStore.Open(folder.Application, folder.FirstLogin, time);
            place = folder.Settings;
            var policy = settings.RolePolicyOf(folder);
            place = folder.Application;
            parts.Grades = GradeRegister.Open(folder.Application, policy, ModelFlows.All, time);
            place = folder.Landing;
            parts.Journal = OpenJournal(folder, parts.Keys, time, isRestored);
            place = settings.Warehouse is null ? folder.Warehouse : "PostgreSQL";
            parts.Warehouse = new NodeWarehouse(await OpenWarehouseAsync(folder.Warehouse, settings, cancellationToken));
            parts.Gate = await OpenGateAsync(parts.Warehouse, parts.Journal, parts.Keys, settings, folder, time, logger, cancellationToken);
            var node = new SuwenNode(folder, settings, folderLock, parts, time, logger);
            node.StartLoading();
            return node;
        }
        catch (Exception e)
        {
            await parts.DisposeAsync();
            folderLock.Dispose();
            if (e is not OperationCanceledException && SuwenFault.Of(e, place) is { } fault)
            {
                throw fault;
            }

            throw;
        }
    }

    /// <summary>True while every source that has sent something is one that the settings declare synthetic; false before anything came.</summary>
    public async Task<bool> IsSyntheticAsync(CancellationToken cancellationToken)
    {
        if (Settings.Sources is null)
        {
            return false;
        }

        var sources = await Warehouse.ReadAsync(WarehouseReading.Sql("Node/sources.sql"), Authorisation.ForPlatform(Purpose.Operations), static (b, r) => b[0].Text(r), cancellationToken);
        return sources.Count > 0 && sources.TrueForAll(Settings.IsSynthetic);
    }

    /// <summary>Completes when everything up to the position is loaded.</summary>
    /// <exception cref="SuwenFault">The gate cannot load now; what landed is safe and is loaded when the fault has passed.</exception>
    public async Task WaitUntilLoadedAsync(LandingPosition position, CancellationToken cancellationToken)
    {
        var loaded = Gate.WaitUntilLoadedAsync(position, cancellationToken);
        while (await Task.WhenAny(loaded, Task.Delay(TimeSpan.FromMilliseconds(200), Time, cancellationToken)) != loaded)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (loading.IsFaulted)
            {
                await loading;
            }

            if (Gate.LastFault is { } fault)
            {
                throw new SuwenFault(ExitCode.Fault, "platform", $"Loading has stopped: {fault}", WarehousePlace, "What was received is safe in the landing area and is loaded once the fault is gone. Remove its cause and run the command again.");
            }
        }

        await loaded;
    }

    public async ValueTask DisposeAsync()
    {
        await Pipelines.DisposeAsync();
        Packs.Dispose();
        await StopLoadingAsync();
        SettleRestore();
        await new Parts { Keys = Keys, Audit = Audit, Users = Users, Journal = Journal, Warehouse = warehouse, Gate = Gate }.DisposeAsync();
        stopLoading.Dispose();
        maintenance.Dispose();
        folderLock.Dispose();
    }

    private static async Task<IWarehouse> OpenWarehouseAsync(string file, NodeSettings settings, CancellationToken cancellationToken)
    {
        IWarehouse opened = settings.Warehouse is { } connection
            ? await PostgresWarehouse.OpenAsync(connection, null, cancellationToken)
            : DuckDbWarehouse.Open(file, new DuckDbOptions { MemoryLimitBytes = (settings.WarehouseMemoryMegabytes ?? 768) * (1L << 20), Threads = settings.WarehouseThreads ?? NodeSettings.DefaultWarehouseThreads });
        try
        {
            await Migrations.MigrateAsync(opened, cancellationToken);
            return opened;
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Opens the landing journal. A restored one begins a new journal number with its first new entry, and goes on asking for that at
    /// every opening until there is one.
    /// </summary>
    private static LandingJournal OpenJournal(DataFolder folder, IKeyRing keys, TimeProvider time, bool isRestored)
    {
        var journal = LandingJournal.Open(folder.Landing, new LandingOptions { BeginNewJournal = isRestored || File.Exists(folder.RestoredJournal) }, keys, time);
        if (isRestored)
        {
            File.WriteAllText(folder.RestoredJournal, journal.End.Journal.ToString(CultureInfo.InvariantCulture));
        }

        return journal;
    }

    /// <summary>Forgets the restore once its new journal has begun.</summary>
    private void SettleRestore()
    {
        if (File.Exists(Folder.RestoredJournal) && int.TryParse(File.ReadAllText(Folder.RestoredJournal), CultureInfo.InvariantCulture, out var restored) && Journal.End.Journal > restored)
        {
            File.Delete(Folder.RestoredJournal);
        }
    }

    private static async Task<LoadGate> OpenGateAsync(IWarehouse warehouse, LandingJournal journal, IKeyRing keys, NodeSettings settings, DataFolder folder, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        var options = new GateOptions { Survivorship = settings.SurvivorshipOf(folder.Settings), SourceNames = settings.SourceNames };
        await SourceNameSync.RunAsync(warehouse, settings, cancellationToken);
        return await LoadGate.OpenAsync(warehouse, journal, keys, SourceCatalogue.Sources, options, Authorisation.ForPlatform("load"), time, logger, cancellationToken);
    }

    private void StartLoading()
    {
        stopLoading = new CancellationTokenSource();
        var gate = Gate;
        var token = stopLoading.Token;
        loading = Task.Run(() => gate.RunAsync(token), CancellationToken.None);
    }

    private async Task StopLoadingAsync()
    {
        await stopLoading.CancelAsync();
        await loading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stopLoading.Dispose();
    }

    /// <summary>What has been opened so far, closed in the order that keeps every part valid for the one before it.</summary>
    private sealed class Parts : IAsyncDisposable
    {
        public IKeyRing? Keys { get; set; }

        public AuditLog? Audit { get; set; }

        public UserStore? Users { get; set; }

        public GradeRegister? Grades { get; set; }

        public LandingJournal? Journal { get; set; }

        public NodeWarehouse? Warehouse { get; set; }

        public LoadGate? Gate { get; set; }

        public async ValueTask DisposeAsync()
        {
            if (Gate is not null)
            {
                await Gate.DisposeAsync();
            }

            if (Warehouse is not null)
            {
                await Warehouse.DisposeAsync();
            }

            if (Journal is not null)
            {
                await Journal.DisposeAsync();
            }

            Audit?.Dispose();
        }
    }
}
