using Microsoft.Data.Sqlite;
using Suwen.Security.State;
using Suwen.Server.Node;

namespace Suwen.Server.Cohorts;

/// <summary>A definition that somebody keeps. It speaks of no person; whoever may count cohorts may read it.</summary>
/// <param name="Name">The cohort's name.</param>
/// <param name="Definition">The definition, YAML.</param>
/// <param name="SavedBy">Who saved it last; only they and administrators change it.</param>
/// <param name="SavedAt">When.</param>
internal sealed record SavedCohort(string Name, string Definition, string SavedBy, DateTimeOffset SavedAt);

/// <summary>Definitions of cohorts in the application state.</summary>
internal sealed class CohortShelf(SuwenNode node)
{
    private readonly StateDatabase database = StateDatabase.Open(node.Folder.Application, "cohort", typeof(CohortShelf).Assembly, "Suwen.Server.Cohorts.Migrations.", node.Time);

    public IReadOnlyList<SavedCohort> List() => database.Read("SELECT name, definition, saved_by, saved_at FROM cohort_saved ORDER BY name", Cohort);

    public SavedCohort? Find(string name) => database.First("SELECT name, definition, saved_by, saved_at FROM cohort_saved WHERE name = $name", Cohort, ("$name", name));

    public SavedCohort Save(string name, string definition, string by)
    {
        var saved = new SavedCohort(name, definition, by, node.Time.GetUtcNow());
        database.Run(
            "INSERT INTO cohort_saved VALUES ($name, $definition, $by, $at) ON CONFLICT (name) DO UPDATE SET definition = excluded.definition, saved_by = excluded.saved_by, saved_at = excluded.saved_at",
            ("$name", name), ("$definition", definition), ("$by", by), ("$at", saved.SavedAt.UtcTicks));
        return saved;
    }

    public bool Remove(string name) => database.Run("DELETE FROM cohort_saved WHERE name = $name", ("$name", name)) > 0;

    private static SavedCohort Cohort(SqliteDataReader row) => new(row.GetString(0), row.GetString(1), row.GetString(2), new DateTimeOffset(row.GetInt64(3), TimeSpan.Zero));
}
