-- What a landed decision was set aside for. Grain: one record of the entry.
select fault_path, detail from sys.quarantine where entry_position = $1 order by record_number
