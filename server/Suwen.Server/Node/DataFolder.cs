namespace Suwen.Server.Node;

/// <summary>The places in a data folder. The layout is part of the format on disk: names are only added.</summary>
internal sealed record DataFolder
{
    public DataFolder(string path)
    {
        Root = Path.GetFullPath(path);
    }

    public string Root { get; }

    public string Landing => Path.Combine(Root, "landing");

    public string Keys => Path.Combine(Root, "keys");

    public string Warehouse => Path.Combine(Root, "warehouse.duckdb");

    /// <summary>A warehouse being rebuilt, until it takes the place of <see cref="Warehouse"/>.</summary>
    public string RebuiltWarehouse => Path.Combine(Root, "warehouse.rebuilt.duckdb");

    public string Application => Path.Combine(Root, "app.db");

    public string Audit => Path.Combine(Root, "audit");

    public string FirstLogin => Path.Combine(Root, "first-login.txt");

    /// <summary>Name of the file of settings.</summary>
    public const string SettingsName = "suwen.json";

    public string Settings => Path.Combine(Root, SettingsName);

    public string Lock => Path.Combine(Root, "suwen.lock");

    public string ServerDescription => Path.Combine(Root, "server.json");

    /// <summary>Present after a restore until the first new entry has landed; holds the number of the restored journal.</summary>
    public string RestoredJournal => Path.Combine(Root, "restored-journal");

    /// <summary>Present while a restore copies: a folder that has it is no whole data folder.</summary>
    public string UnfinishedRestore => Path.Combine(Root, "restore-unfinished");

    /// <summary>Where sources drop files, each in a folder of its name.</summary>
    public string Inbox => Path.Combine(Root, "inbox");

    /// <summary>Rules and thresholds of the site.</summary>
    public string Quality => Path.Combine(Root, "quality");

    /// <summary>Packs of the site, each a folder.</summary>
    public string Packs => Path.Combine(Root, "packs");

    /// <summary>Certificates of de-identification, one JSON file each.</summary>
    public string Certificates => Path.Combine(Root, "certificates");

    /// <summary>De-identified files that wait to be fetched from the portal, a folder per certificate.</summary>
    public string Releases => Path.Combine(Root, "releases");

    public string Temporary => Path.Combine(Root, "tmp");

    /// <summary>True where a data folder has been made before.</summary>
    public bool Exists => Directory.Exists(Landing) || Directory.Exists(Keys);
}
