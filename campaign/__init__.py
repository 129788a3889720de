"""What a campaign does: plain functions over one unit of work, and rules without a database."""
