namespace Suwen.Governance.MasterIndex.Linkage;

/// <summary>Finds which statements are of one person, without labels: estimates a model from the statements themselves, scores, and forms clusters.</summary>
public static class RecordLinkage
{
    /// <summary>Links a set of statements. The same statements give the same result, whatever the number of threads.</summary>
    public static LinkageResult Run(IReadOnlyList<PersonProfile> profiles, LinkageOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(profiles);
        ArgumentNullException.ThrowIfNull(options);
        var reader = new ProfileReader(options.Model);
        var records = new PersonRecord[profiles.Count];
        for (var i = 0; i < records.Length; i++)
        {
            if ((i & 0xFFFF) == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            records[i] = reader.Read(profiles[i]);
        }

        if (records.Length == 0)
        {
            return LinkageResult.Empty(options.Model ?? new LinkageModel());
        }

        return new LinkageRun(records, options, cancellationToken).Execute();
    }
}
