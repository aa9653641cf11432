"""What tables alone do not say: computed from rows of the marts, without reading or writing anything."""
