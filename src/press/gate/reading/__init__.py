"""Reading what would be public: every file as passages of text, whatever its form."""
